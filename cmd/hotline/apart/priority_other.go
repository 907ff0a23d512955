//go:build !unix

package apart

// lowerPriority does nothing where the system is another.
func lowerPriority() {}

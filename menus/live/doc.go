// Package live keeps a hotline's menus up to date while it answers calls. A [Publisher] watches the
// folder of menus, loads what is saved there, has it proved, publishes it as a numbered version, and
// rolls back to earlier ones. A menu that does not load, or in which check finds a fault, is
// rejected: what was live goes on.
package live

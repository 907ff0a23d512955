// Keys for what is done most: Alt and the letter that stands on the button
// ([data-key]). The key's place counts (e.code), as Alt types other letters on
// some systems.
document.addEventListener("keydown", (e) => {
  if (!e.altKey || e.ctrlKey || e.metaKey || !/^Key[A-Z]$/.test(e.code)) return;
  const wanted = [...document.querySelectorAll(`[data-key=${e.code.slice(3)}]:not([disabled])`)].find((b) => b.checkVisibility());
  if (!wanted) return;
  e.preventDefault();
  if (wanted instanceof HTMLFormElement) wanted.querySelector("textarea").focus();
  else wanted.click();
});
document.addEventListener("keydown", (e) => {
  const open = document.querySelector("details.choose[open]");
  if (e.key !== "Escape" || !open) return;
  open.open = false;
  open.querySelector("summary").focus();
});

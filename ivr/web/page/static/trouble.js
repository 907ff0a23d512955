// Says why the browser's telephone cannot ring, and keeps its agent from taking
// calls that would ring in vain.
const note = document.querySelector("[data-phone]");
let reason = "";

// showTrouble shows what a softphone tells of its trouble.
export function showTrouble(phone) {
  phone.addEventListener("trouble", ({ detail }) => {
    reason = detail.reason;
    note.textContent = reason ? note.dataset[reason] : "";
    note.hidden = reason === "";
  });
}

document.addEventListener("click", (e) => {
  if (reason === "" || reason === "microphone" || !e.target.closest("[data-action=ready]")) return;
  e.preventDefault();
  e.stopImmediatePropagation();
  document.querySelector("[role=alert]").textContent = note.dataset[reason];
}, true);

// The agent's desk: buttons that command, and the telephone in the browser. What
// the page shows comes from its live stream.
import { post } from "./livepage.js";
import { converse } from "./desk-line.js";
import { announce } from "./desk-offers.js";
import "./desk-keys.js";
import "./desk-notes.js";
import { softphone } from "./softphone.js";
import { showTrouble } from "./trouble.js";

const root = document.querySelector(".desk");
const alert = document.querySelector("[role=alert]");
const word = document.getElementById("words").dataset;

const phone = await softphone(root.dataset.softphone, root.dataset.identity).catch(() => null);
if (phone) showTrouble(phone);
if (phone?.speaks) converse(phone, root.dataset.identity);
announce();

const target = () => {
  const [kind, name] = document.getElementById("to").value.split(/:(.*)/s);
  return { [kind]: name };
};

async function act({ action, post: address, reason }) {
  if (action === "accept") await phone?.accept();
  else if (action === "consult" || action === "transfer") await post(`/desk/do/${action}`, target());
  else await post(address, reason ? { reason } : {});
  if (action === "decline") phone?.decline();
}

root.addEventListener("click", async (e) => {
  const button = e.target.closest("button[data-action]");
  if (!button || button.disabled) return;
  button.disabled = true;
  button.closest("details")?.removeAttribute("open");
  try {
    await act(button.dataset);
  } catch {
    alert.textContent = word.unreachable;
  } finally {
    button.disabled = false;
  }
});

document.addEventListener("click", (e) => {
  const open = document.querySelector("details.choose[open]");
  if (open && !open.contains(e.target)) open.open = false;
});

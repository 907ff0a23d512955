// The conversation in text, where the telephone has no sound. Who spoke is told
// apart: this agent, a colleague, or the caller.
const section = document.querySelector(".line");
const list = section.querySelector("ol");
const form = section.querySelector("[data-say]");
const input = form.querySelector("input");

const nameOf = (identity) => document.querySelector(`[data-part=colleagues] [data-identity="${CSS.escape(identity)}"]`)?.dataset.name ?? identity;

function add(from, text, me) {
  const li = document.createElement("li");
  const [, client] = from.match(/^client:(.*)$/) ?? [];
  if (client === me) li.className = "me";
  else if (client !== undefined) {
    li.className = "colleague";
    const who = document.createElement("b");
    who.textContent = nameOf(client);
    li.append(who, " ");
  }
  li.append(text);
  list.append(li);
  list.parentElement.scrollTop = list.parentElement.scrollHeight;
}

// show follows the call: who hears the agent now, and an empty page after it.
function show() {
  const now = document.querySelector("[data-line]");
  section.hidden = !now;
  if (!now) list.replaceChildren();
  form.hidden = !now?.dataset.to;
  input.placeholder = now?.dataset.to ?? "";
}

export function converse(phone, me) {
  phone.addEventListener("caption", ({ detail: { from, text } }) => add(from, text, me));
  phone.addEventListener("ringing", () => list.replaceChildren());
  form.addEventListener("submit", (e) => {
    e.preventDefault();
    if (input.value.trim()) phone.say(input.value);
    input.value = "";
  });
  document.addEventListener("part:changed", show);
  show();
}

// Keys for those who review much: a letter chooses, r leads to the reason, j and k go on and back. Nothing needs it.
"use strict";
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input:not([type=radio]):not([type=checkbox]), select, textarea")) return;
  const chosen = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  const way = document.querySelector(`[data-go="${CSS.escape(event.key)}"]`);
  if (chosen) {
    chosen.checked = true;
    const next = chosen.value === "correct" ? "value" : chosen.value === "same" ? "key" : "reason";
    document.getElementById(next)?.focus();
    event.preventDefault();
  } else if (way) {
    way.click();
  } else if (event.key === "r") {
    document.getElementById("reason")?.focus();
    event.preventDefault();
  }
});
for (const [field, radio] of [["value", "do-correct"], ["key", "do-same"], ["merge-with", "do-merge"]]) {
  document.getElementById(field)?.addEventListener("input", () => { document.getElementById(radio).checked = true; });
}

/* The desk's own small script. Every screen works without it; it only saves taps. */

for (const form of document.querySelectorAll("form[method=post]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault(); // one tap of an unsteady hand is one act
    form.dataset.sent = "1";
    setTimeout(() => delete form.dataset.sent, 3000);
  });
}

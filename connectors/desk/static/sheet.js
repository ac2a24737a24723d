/* Prints the sheet. Without scripts there is the PDF. */

const button = document.getElementById("print");
button.hidden = false;
button.addEventListener("click", () => print());
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});

/** Ctrl-K (or Command-K) goes to the search box, from anywhere on the page. */
export function listenForSearchKey(): void {
  document.addEventListener("keydown", (event) => {
    const wanted = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey;
    const box = document.querySelector<HTMLInputElement>("#search");
    if (!wanted || !box) return;
    event.preventDefault();
    box.focus();
    box.select();
  });
}

/**
 * Choosing, dropping and sending files. The browser's own file input does the work; this names what was chosen,
 * refuses a file that is too large before it is sent, and shows how far a long upload has come.
 */
import { fileSize } from "./numbers.js";

function describe(zone: HTMLElement, input: HTMLInputElement): void {
  const list = zone.querySelector<HTMLElement>("[data-chosen]");
  const limit = Number(zone.dataset["limit"] ?? "0");
  const tooLarge: string[] = [];
  list?.replaceChildren(
    ...[...(input.files ?? [])].map((file) => {
      const item = document.createElement("li");
      item.textContent = `${file.name}, ${fileSize(file.size)}`;
      if (limit > 0 && file.size > limit) tooLarge.push(file.name);
      return item;
    }),
  );
  input.setCustomValidity(
    tooLarge.length > 0 ? `${tooLarge.join(", ")} is larger than ${fileSize(limit)}. ${zone.dataset["remedy"] ?? ""}` : "",
  );
  if (tooLarge.length > 0) input.reportValidity();
}

function zoneOf(target: EventTarget | null): HTMLElement | null {
  return target instanceof Element ? target.closest<HTMLElement>("[data-drop]") : null;
}

function inputOf(zone: HTMLElement): HTMLInputElement | null {
  return zone.querySelector<HTMLInputElement>('input[type="file"]');
}

function receive(event: DragEvent): void {
  const zone = zoneOf(event.target);
  const input = zone && inputOf(zone);
  if (!zone || !input || !event.dataTransfer) return;
  event.preventDefault();
  zone.classList.remove("over");
  const kept = new DataTransfer();
  for (const file of [...event.dataTransfer.files].slice(0, input.multiple ? undefined : 1)) kept.items.add(file);
  input.files = kept.files;
  describe(zone, input);
}

function hover(event: DragEvent, over: boolean): void {
  const zone = zoneOf(event.target);
  if (!zone) return;
  event.preventDefault();
  zone.classList.toggle("over", over);
}

/** htmx tells how many bytes have gone; after the last one the server is reading, which has no measure. */
function progress(event: Event): void {
  const { detail, target } = event as CustomEvent<{ loaded?: number; total?: number; lengthComputable?: boolean }>;
  if (!(target instanceof Element) || !detail.lengthComputable || !detail.total) return;
  const part = target.querySelector<HTMLElement>("[data-progress]");
  const bar = part?.querySelector("progress");
  const words = part?.querySelector("[data-words]");
  if (!part || !bar || !words) return;
  const loaded = detail.loaded ?? 0;
  part.hidden = false;
  if (loaded < detail.total) {
    bar.max = detail.total;
    bar.value = loaded;
    words.textContent = `${fileSize(loaded)} of ${fileSize(detail.total)} sent`;
  } else {
    bar.removeAttribute("value");
    words.textContent = "All sent. Reading the file.";
  }
}

/** Our forms leave checking to the server, so a file known to be too large is stopped here, before htmx sends it. */
function stopTooLarge(event: SubmitEvent): void {
  const form = event.target instanceof HTMLFormElement ? event.target : null;
  const refused = form?.querySelector<HTMLInputElement>('[data-drop] input[type="file"]:invalid');
  if (!refused?.validity.customError) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  refused.reportValidity();
}

export function listenForFiles(): void {
  document.addEventListener("dragover", (event) => { hover(event, true); });
  document.addEventListener("dragleave", (event) => { hover(event, false); });
  document.addEventListener("drop", receive);
  document.addEventListener("change", (event) => {
    const zone = zoneOf(event.target);
    const input = zone && inputOf(zone);
    if (zone && input) describe(zone, input);
  });
  document.addEventListener("submit", stopTooLarge, { capture: true });
  document.addEventListener("htmx:xhr:progress", progress);
}

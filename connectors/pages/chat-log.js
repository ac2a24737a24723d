/* The log of messages. All text goes in as text nodes: nothing anybody wrote is ever read as HTML. */

import { inOrder } from "./chat-store.js";

const LINK = /https:\/\/[^\s<>"]+/g;
const LINK_END = /[.,;:!?…)\]}»”’'"]+$/;
const PICTURE = /^(https:\/\/|data:image\/|\/(?!\/))/;
const OURS = /^\/(?!\/)/;
const NOTES = { waiting: "Đang chờ gửi", failed: "Tin này không gửi được. Bác viết lại giúp cháu ạ." };
const DOUBLE_TAP = 1000; // ms
const SOON = 2000; // ms a message may take to be sent before it says that it waits

function make(tag, className, ...children) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.append(...children.filter((child) => child));
  return element;
}

/** `text` as nodes, with https addresses as links. */
function withLinks(text) {
  const nodes = [];
  let end = 0;
  for (const found of text.matchAll(LINK)) {
    const address = found[0].replace(LINK_END, "");
    const link = make("a", "", address, make("span", "unseen", " (mở trang mới)"));
    Object.assign(link, { href: address, target: "_blank", rel: "noopener noreferrer" });
    nodes.push(text.slice(end, found.index), link);
    end = found.index + address.length;
  }
  return [...nodes, text.slice(end)];
}

function picture(address, alt) {
  if (!address || !PICTURE.test(address)) return null;
  const image = make("img", "picture");
  Object.assign(image, { src: address, alt, loading: "lazy" });
  return image;
}

/** A link to the sheet to print; only ever to this site. */
function sheet(address) {
  if (!address || !OURS.test(address)) return null;
  const link = make("a", "", "Mở tờ in khổ A6 (PDF)");
  Object.assign(link, { href: address, target: "_blank", rel: "noopener" });
  return make("p", "text", link);
}

export class Log {
  /** `onTap(button)` when the citizen chooses one of a reply's buttons, `onPhoto(file)` when they choose a photo. */
  constructor(element, onTap, onPhoto) {
    this.element = element;
    this.onTap = onTap;
    this.onPhoto = onPhoto;
    this.shown = new Map();
  }

  /** Nothing was ever said. */
  clear() {
    this.shown.clear();
    this.element.replaceChildren();
  }

  get last() {
    const node = this.element.lastElementChild;
    return node && this.shown.get(node.dataset.key);
  }

  /** Shows a message at its place, once. A citizen's message changes its state there; another reply replaces one. */
  show(entry) {
    const known = this.shown.get(entry.key);
    if (known && (entry.state || JSON.stringify(known.entry) === JSON.stringify(entry))) {
      known.entry = entry;
      if (entry.state) this.annotate();
      return;
    }
    if (known) known.node.remove();
    const node = entry.reply ? this.bot(entry.reply) : this.citizen(entry);
    node.dataset.key = entry.key;
    this.shown.set(entry.key, { entry, node });
    const next = this.following(entry);
    this.element.insertBefore(node, next);
    node.classList.toggle("old", Boolean(next && next.matches(".old, .citizen")));
    if (entry.state) this.quieten(node);
  }

  /** Says under a message of the citizen that it still waits, or that it failed. */
  annotate() {
    for (const { entry, node } of this.shown.values()) {
      const soon = entry.state === "waiting" && Date.now() - entry.at < SOON;
      const words = (!soon && NOTES[entry.state]) || "";
      const note = node.querySelector(".note");
      if (note && note.textContent !== words) note.textContent = words;
    }
  }

  /** The first message that comes after `entry`: null nearly always, another tab's when two tabs talk at once. */
  following(entry) {
    let next = null;
    let node = this.element.lastElementChild;
    while (node && inOrder(this.shown.get(node.dataset.key).entry, entry) > 0) {
      next = node;
      node = node.previousElementSibling;
    }
    return next;
  }

  /** What came before a message of the citizen looks quieter. */
  quieten(said) {
    let node = said.previousElementSibling;
    while (node && !node.classList.contains("old")) {
      node.classList.add("old");
      node = node.previousElementSibling;
    }
  }

  citizen({ shown }) {
    return make("div", "message citizen", make("span", "unseen", "Bác: "), make("p", "text", shown), make("p", "note"));
  }

  bot({ title, text, picture: address, sheet: printable, asks, buttons }) {
    return make(
      "div",
      "message bot",
      make("span", "unseen", "Trợ lý số: "),
      title ? make("p", "title", make("strong", "", title)) : null,
      text ? make("p", "text", ...withLinks(text)) : null,
      picture(address, printable ? "Mã QR nhận tiền của bác" : "Hình minh họa"),
      sheet(printable),
      asks === "photo" ? this.photo() : null,
      buttons && buttons.length ? this.choices(buttons) : null,
    );
  }

  choices(buttons) {
    const group = make("div", "choices", ...buttons.map((button) => this.choice(button)));
    group.setAttribute("role", "group");
    group.setAttribute("aria-label", "Bác chọn");
    return group;
  }

  /** A place to choose a photo, or to take one. */
  photo() {
    const input = make("input", "");
    Object.assign(input, { type: "file", accept: "image/*" });
    input.addEventListener("change", () => {
      if (input.files.length) this.onPhoto(input.files[0]);
      input.value = "";
    });
    return make("label", "photo", "Chọn hoặc chụp ảnh mã QR", input);
  }

  choice(button) {
    const element = make("button", "", button.title);
    element.type = "button";
    let tapped = -DOUBLE_TAP;
    element.addEventListener("click", (event) => {
      if (event.timeStamp - tapped < DOUBLE_TAP) return;
      tapped = event.timeStamp;
      this.onTap(button);
    });
    return element;
  }
}

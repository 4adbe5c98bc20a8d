/** Characters that turn the text after them; an element that isolates its text doesn't hold all of them back. */
const directionControls = /[\p{Bidi_Control}\p{Cc}]/gu;

/** Another person's text, such as a name, in its own direction: the words around it stay where they are. */
export function NameText({ children }: { children: string }) {
  return <bdi>{children.replaceAll(directionControls, "")}</bdi>;
}

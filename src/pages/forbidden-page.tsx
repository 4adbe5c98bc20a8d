import { messages } from "../config/messages.ts";
import { ForbiddenNotice } from "../guards/forbidden-notice.tsx";
import { DoorFrame } from "../ui/door-frame.tsx";

/** `/403`: for code that has to lead there; the guards name what is missing in the page's own place. */
export function ForbiddenPage() {
  return (
    <DoorFrame product={messages.product} tagline={messages.tagline}>
      <ForbiddenNotice permissions={[]} roles={[]} />
    </DoorFrame>
  );
}

import { commonMessages } from "../config/messages/common.ts";
import { ForbiddenNotice } from "../guards/forbidden-notice.tsx";
import { DoorFrame } from "../ui/door-frame.tsx";

/** `/403`: for code that has to lead there; the guards name what is missing in the page's own place. */
export function ForbiddenPage() {
  return (
    <DoorFrame product={commonMessages.product} tagline={commonMessages.tagline}>
      <ForbiddenNotice permissions={[]} roles={[]} />
    </DoorFrame>
  );
}

import { type AnchorHTMLAttributes } from "react";
import { useHref, useLinkClickHandler } from "react-router-dom";

type Props = Omit<AnchorHTMLAttributes<HTMLAnchorElement>, "href" | "onClick" | "target"> & { to: string };

/** A link to another page of the app. The router's own brings along all that prefetches for server rendering: 3 kB. */
export function Link({ to, children, ...attributes }: Props) {
  const href = useHref(to);
  const onClick = useLinkClickHandler(to);
  return (
    <a {...attributes} href={href} onClick={onClick}>
      {children}
    </a>
  );
}

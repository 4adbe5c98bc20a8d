/** Portico's sign: an arch within an arch, with light at the end. */
export function PorticoMark({ size = 32 }: { size?: number }) {
  return (
    <svg viewBox="0 0 32 32" width={size} height={size} aria-hidden="true">
      <path d="M3 30V14.5C3 7.6 8.8 2 16 2s13 5.6 13 12.5V30Z" fill="var(--art-5)" />
      <path d="M8 30V16c0-4.4 3.6-8 8-8s8 3.6 8 8v14Z" fill="var(--art-3)" />
      <path d="M12.5 30V17.5a3.5 3.5 0 0 1 7 0V30Z" fill="var(--art-far)" />
    </svg>
  );
}

import styles from "./colonnade.module.css";

type Arch = { half: number; spring: number; fill: string };

const centre = 360;
const floor = 860;
const arches: Arch[] = [
  { half: 330, spring: 400, fill: "var(--art-5)" },
  { half: 262, spring: 448, fill: "var(--art-4)" },
  { half: 204, spring: 494, fill: "var(--art-3)" },
  { half: 154, spring: 538, fill: "var(--art-2)" },
  { half: 110, spring: 580, fill: "var(--art-1)" },
  { half: 72, spring: 620, fill: "var(--art-far)" },
];

function baseOf(index: number): number {
  return floor - index * 18;
}

function buildArchPath({ half, spring }: Arch, index: number): string {
  const base = baseOf(index);
  return `M${centre - half} ${base}V${spring}A${half} ${half} 0 0 1 ${centre + half} ${spring}V${base}Z`;
}

/** The paving between one arch and the next, narrowing as the walls do. */
function buildPavingPath({ half }: Arch, index: number): string {
  const next = arches[index + 1] ?? { half: half - 30 };
  return `M${centre - half} ${baseOf(index)}H${centre + half}L${centre + next.half} ${baseOf(index + 1)}H${centre - next.half}Z`;
}

/** The picture beside the door: arches that lead to a lit room, their light on the floor. Decoration, hidden from readers. */
export function Colonnade() {
  return (
    <svg
      className={styles["picture"]}
      viewBox="0 0 720 1000"
      preserveAspectRatio="xMidYMax slice"
      aria-hidden="true"
    >
      <defs>
        <linearGradient id="portico-spill" x1="0" y1="0" x2="0" y2="1">
          <stop offset="0" stopColor="var(--art-far)" stopOpacity="0.85" />
          <stop offset="1" stopColor="var(--art-far)" stopOpacity="0" />
        </linearGradient>
        <radialGradient id="portico-glow" cx="0.5" cy="0.62" r="0.5">
          <stop offset="0" stopColor="var(--art-far)" stopOpacity="0.35" />
          <stop offset="1" stopColor="var(--art-far)" stopOpacity="0" />
        </radialGradient>
      </defs>
      <rect width="720" height="1000" fill="var(--art-6)" />
      <rect y={floor} width="720" height={1000 - floor} fill="var(--art-ground)" />
      {arches.map((arch, index) => (
        <path key={arch.half} d={buildArchPath(arch, index)} fill={arch.fill} />
      ))}
      {arches.slice(0, -1).map((arch, index) => (
        <path
          key={arch.half}
          d={buildPavingPath(arch, index)}
          fill="var(--art-ground)"
          fillOpacity={0.82 - index * 0.1}
        />
      ))}
      <path
        d={`M${centre - 72} 770H${centre + 72}L${centre + 250} 1000H${centre - 250}Z`}
        fill="url(#portico-spill)"
      />
      <rect width="720" height="1000" fill="url(#portico-glow)" />
    </svg>
  );
}

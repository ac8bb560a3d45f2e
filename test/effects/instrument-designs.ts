import { estimateEffect } from '../../src-main/effects/estimate.ts'
import { type Random, random } from '../../src-main/numeric/random.ts'
import { tableOf } from './tables.ts'

type Found = ReturnType<typeof estimateEffect>

/** A test of instruments where what it doubts is true, and how often it may reject. */
export interface SizeStudy {
  readonly label: string
  readonly rejects: (seed: number, rows: number) => boolean
}

/** With fifty clusters or fewer, F tests by cluster are known to reject too often. */
const clusterRows = 4

interface Shape {
  /** First-stage coefficient of each instrument. */
  readonly strength: (rows: number) => readonly number[]
  /** Correlation of what moves treatment and outcome. */
  readonly confounding: number
  /** Errors that grow with the first instrument; and that come by cluster, of four rows. */
  readonly uneven?: boolean
  readonly clustered?: boolean
}

/** y = 1 + d + x/2 + u; d = Σ π z + x/2 + v; three instruments for one treatment, whose effect is 1. */
function draw(shape: Shape, rows: number, source: Random) {
  const pi = shape.strength(rows)
  const shared = Array.from({ length: Math.ceil(rows / clusterRows) }, () => ({
    z: pi.map(() => source.normal()),
    u: source.normal(),
    v: source.normal(),
  }))
  const all = Array.from({ length: rows }, (_, i) => {
    const group = shared[Math.floor(i / clusterRows)]
    const z = pi.map((_, k) => (shape.clustered ? 0.8 * group.z[k] + 0.6 * source.normal() : source.normal()))
    const x = source.normal()
    const own = source.normal()
    const spread = shape.uneven ? Math.abs(z[0]) * 1.5 : 1
    const v = spread * (shape.clustered ? 0.6 * group.v + 0.8 * own : own)
    const apart = shape.clustered ? 0.6 * group.u + 0.8 * source.normal() : source.normal()
    const u = shape.confounding * v + Math.sqrt(1 - shape.confounding ** 2) * spread * apart
    const d = pi.reduce((sum, value, k) => sum + value * z[k], 0.5 * x + v)
    return { z, x, d, y: 1 + d + 0.5 * x + u, group: Math.floor(i / clusterRows) }
  })
  return tableOf({
    x: all.map((row) => row.x),
    d: all.map((row) => row.d),
    y: all.map((row) => row.y),
    group: all.map((row) => row.group),
    ...Object.fromEntries(pi.map((_, k) => [`z${k}`, all.map((row) => row.z[k])])),
  })
}

function study(label: string, shape: Shape, rejects: (found: Found) => boolean): SizeStudy {
  return {
    label,
    rejects: (seed, rows) => {
      const source = random(seed, label)
      const instruments = shape.strength(rows).map((_, k) => `z${k}`)
      return rejects(
        estimateEffect(draw(shape, rows, source), {
          treatment: 'd',
          outcome: 'y',
          method: 'iv_2sls',
          adjustFor: ['x'],
          instruments,
          clusters: shape.clustered ? 'group' : undefined,
          standardErrors: shape.clustered ? 'cluster' : shape.uneven ? 'hc1' : 'classical',
        }),
      )
    },
  }
}

const detail = (name: string) => (found: Found) => (found.diagnostics.details[name] as number) < 0.05
const strong = () => [0.4, 0.3, 0.3]
const weak = () => [0.05, 0.03, 0.02]
/** A noncentrality of ten for each instrument: two-stage bias at a tenth of the worst case. */
const atTheBound = (rows: number) => [0, 0, 0].map(() => Math.sqrt(10 / rows))

/** Whether the effect is left out of the set, whatever its shape. */
const excludes = (set: 'weakInstrumentInterval' | 'robustWeakInstrumentInterval') => (found: Found) =>
  !found.diagnostics.instruments![set]!.parts.some(([low, high]) => low <= 1 && 1 <= high)

export const sizeStudies: readonly SizeStudy[] = [
  study('Sargan', { strength: strong, confounding: 0.6 }, detail('sarganPValue')),
  study(
    'Hansen J, uneven errors',
    { strength: strong, confounding: 0.6, uneven: true },
    detail('hansenPValue'),
  ),
  study(
    'Hansen J, clusters',
    { strength: strong, confounding: 0.6, clustered: true },
    detail('hansenPValue'),
  ),
  study('Wu–Hausman', { strength: strong, confounding: 0 }, detail('wuHausmanPValue')),
  study(
    'Wu–Hausman, uneven errors',
    { strength: strong, confounding: 0, uneven: true },
    detail('robustWuHausmanPValue'),
  ),
  study(
    'Anderson–Rubin, weak instruments',
    { strength: weak, confounding: 0.9 },
    excludes('weakInstrumentInterval'),
  ),
  study(
    'Anderson–Rubin, weak instruments, uneven errors',
    { strength: weak, confounding: 0.9, uneven: true },
    excludes('robustWeakInstrumentInterval'),
  ),
  study(
    'Anderson–Rubin, weak instruments, clusters',
    { strength: weak, confounding: 0.9, clustered: true },
    excludes('robustWeakInstrumentInterval'),
  ),
  study('effective F, at its bound', { strength: atTheBound, confounding: 0.5 }, ({ diagnostics }) => {
    const { effectiveF, effectiveFCritical } = diagnostics.details as Record<string, number>
    return effectiveF > effectiveFCritical
  }),
]

/** How many of the seeds reject at 5 %. */
export function rejections({ rejects }: SizeStudy, seeds: number, rows: number): number {
  let count = 0
  for (let seed = 1; seed <= seeds; seed++) if (rejects(seed, rows)) count++
  return count
}

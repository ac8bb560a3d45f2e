import { coverageOf, studies } from '../effects/coverage-designs.ts'

/** The simulation study in full: `node test/bench/effects-coverage.ts [seeds]`, 500 seeds where none are given. */
const seeds = Number(process.argv[2] ?? 500)
console.log(`${seeds} seeds, 500 rows, 95 % intervals; those that must cover lie in 91–98 %`)
console.log(
  'design'.padEnd(28),
  'estimator'.padEnd(24),
  'bias'.padStart(8),
  'rmse'.padStart(8),
  'covers'.padStart(8),
  'warns'.padStart(8),
)
let missed = 0
for (const study of studies) {
  const { bias, rootMeanSquare, covered, warned, failed } = coverageOf(study, seeds)
  const within = covered >= 0.91 && covered <= 0.98
  if (study.mustCover && !within) missed++
  console.log(
    study.design.name.padEnd(28),
    study.label.padEnd(24),
    bias.toFixed(3).padStart(8),
    rootMeanSquare.toFixed(3).padStart(8),
    `${(100 * covered).toFixed(1)} %`.padStart(8),
    `${(100 * warned).toFixed(0)} %`.padStart(8),
    study.mustCover ? (within ? 'must: yes' : 'must: NO') : '',
    failed > 0 ? `${failed} failed` : '',
  )
}
console.log(missed === 0 ? 'every pair that must cover does' : `${missed} pairs that must cover do not`)
process.exitCode = missed === 0 ? 0 : 1

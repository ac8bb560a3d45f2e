import { rejections, sizeStudies } from '../effects/instrument-designs.ts'

/** How often tests of instruments reject what is true, at 5 %: `node test/bench/effects-instruments.ts [seeds] [rows]`. */
const seeds = Number(process.argv[2] ?? 1000)
const rows = Number(process.argv[3] ?? 500)
console.log(`${seeds} seeds of ${rows} rows, three instruments; 5 % is right, 3–7.5 % passes`)
for (const study of sizeStudies) {
  const share = rejections(study, seeds, rows) / seeds
  const passed = share >= 0.03 && share <= 0.075
  console.log(study.label.padEnd(50), `${(100 * share).toFixed(1)} %`.padStart(7), passed ? '' : 'MISSED')
  if (!passed) process.exitCode = 1
}

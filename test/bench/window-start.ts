/**
 * From the start of the program to the first thing painted in its window (the skeleton) and to the window drawn. The
 * baseline is Chromium alone, started in the same way, painting one line of text. Needs `npm run build`.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { _electron, chromium, type Page } from '@playwright/test'
import { chromiumPath } from '../../stand-in/chromium.ts'
import { electronBinary } from '../../stand-in/electron-binary.ts'

const repetitions = Number(process.argv[2] ?? 5)
const repository = resolve(import.meta.dirname, '../..')
const folder = mkdtempSync(join(tmpdir(), 'antecedent-bench-'))

try {
  const plain: number[] = []
  const painted: number[] = []
  const drawn: number[] = []
  for (let repetition = 0; repetition < repetitions; repetition++) {
    plain.push(await startChromium())
    const times = await startProgram()
    painted.push(times.painted)
    drawn.push(times.drawn)
  }
  const baseline = median(plain)
  console.log(`Chromium alone, one line painted   ${baseline.toFixed(0)} ms`)
  for (const [name, times] of [
    ['first paint', painted],
    ['window drawn', drawn],
  ] as const) {
    const time = median(times)
    console.log(`${name.padEnd(34)} ${time.toFixed(0)} ms, ${(time / baseline).toFixed(2)} × Chromium alone`)
  }
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
}

async function startChromium(): Promise<number> {
  const profile = mkdtempSync(join(folder, 'profile-'))
  const begun = Date.now()
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: chromiumPath(),
    chromiumSandbox: process.getuid?.() !== 0,
  })
  const page = context.pages()[0]!
  await page.goto('data:text/html,<p>one line</p>')
  const time = await firstPaint(page)
  await context.close()
  return time - begun
}

async function startProgram(): Promise<{ painted: number; drawn: number }> {
  const binary = electronBinary()
  const begun = Date.now()
  const app = await _electron.launch({
    executablePath: binary ?? join(repository, 'stand-in/run.ts'),
    args: [
      ...(binary === null ? ['--headless'] : []),
      repository,
      `--user-data-dir=${mkdtempSync(join(folder, 'user-'))}`,
    ],
    cwd: repository,
  })
  const page = await app.firstWindow()
  await page.waitForURL((url) => !['about:', 'data:'].includes(url.protocol))
  await page.waitForSelector('#window > *')
  const drawn = Date.now()
  const painted = await firstPaint(page)
  await app.close()
  return { painted: painted - begun, drawn: drawn - begun }
}

/** When the page first painted something, in milliseconds of the clock. */
function firstPaint(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const paint = () => performance.getEntriesByName('first-contentful-paint')[0]
    while (paint() === undefined) await new Promise((resolve) => setTimeout(resolve, 10))
    return performance.timeOrigin + paint()!.startTime
  })
}

function median(values: readonly number[]): number {
  return [...values].sort((first, second) => first - second)[Math.floor(values.length / 2)]!
}

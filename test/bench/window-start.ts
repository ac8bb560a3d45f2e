/**
 * From the start of the program to its window, phase by phase: the page is asked for, the skeleton is painted, the window
 * has taken its place and can be used. The baseline is Chromium alone, started in the same way, painting one line of text. Nothing is
 * attached to either before it has painted. Needs `npm run build`.
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { chromium } from '@playwright/test'
import { chromiumPath } from '../../stand-in/chromium.ts'
import { chromiumSwitches } from '../../stand-in/chromium-switches.ts'
import { electronBinary } from '../../stand-in/electron-binary.ts'

interface Phases {
  readonly asked: number
  readonly painted: number
  readonly drawn: number
}

/** The program is left to itself for so long before its page is asked when it painted what. */
const undisturbedMs = 2_000

const repetitions = Number(process.argv[2] ?? 5)
const repository = resolve(import.meta.dirname, '../..')
const folder = mkdtempSync(join(tmpdir(), 'antecedent-bench-'))
const rows: readonly (readonly [keyof Phases, string])[] = [
  ['asked', 'page asked for'],
  ['painted', 'skeleton painted'],
  ['drawn', 'window drawn, can be used'],
]

try {
  await startProgram()
  const alone: number[] = []
  const started: Phases[] = []
  for (let repetition = 0; repetition < repetitions; repetition++) {
    alone.push((await startChromium()).painted)
    started.push(await startProgram())
  }
  const baseline = median(alone)
  console.log(`Chromium alone, one line painted   ${baseline.toFixed(0)} ms`)
  for (const [phase, name] of rows) {
    const time = median(started.map((phases) => phases[phase]))
    console.log(`${name.padEnd(34)} ${time.toFixed(0)} ms, ${(time / baseline).toFixed(2)} × Chromium alone`)
  }
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
}

function startChromium(): Promise<Phases> {
  const profile = mkdtempSync(join(folder, 'profile-'))
  const switches = chromiumSwitches({ headless: true, debuggingPort: '0' }, profile)
    .filter((word) => word !== '--remote-debugging-pipe')
    .map((word) => (word.startsWith('--app=') ? '--app=data:text/html,<p>one line</p>' : word))
  return phasesOf(chromiumPath(), switches)
}

function startProgram(): Promise<Phases> {
  const binary = electronBinary()
  const words = [
    '--remote-debugging-port=0',
    repository,
    `--user-data-dir=${mkdtempSync(join(folder, 'user-'))}`,
  ]
  if (binary !== null) return phasesOf(binary, words)
  return phasesOf(join(repository, 'stand-in/run.ts'), ['--headless', ...words])
}

/** In milliseconds since the program was started. */
async function phasesOf(program: string, words: readonly string[]): Promise<Phases> {
  const begun = Date.now()
  const child = spawn(program, words, { cwd: repository, stdio: ['ignore', 'ignore', 'pipe'] })
  const ended = new Promise((resolve) => child.once('close', resolve))
  try {
    const address = await new Promise<string>((resolve, reject) => {
      let said = ''
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        said += text
        const found = /DevTools listening on (ws:\S+)/.exec(said)
        if (found) resolve(found[1]!)
      })
      child.once('close', () => reject(new Error(`${program} ended: ${said}`)))
    })
    await new Promise((resolve) => setTimeout(resolve, undisturbedMs))
    const browser = await chromium.connectOverCDP(address)
    const times = await browser
      .contexts()[0]!
      .pages()[0]!
      .evaluate(async () => {
        const paint = () => performance.getEntriesByName('first-contentful-paint')[0]
        const loaded = () => performance.getEntriesByType('navigation')[0] as PerformanceNavigationTiming
        while (paint() === undefined || loaded().domContentLoadedEventEnd === 0)
          await new Promise((resolve) => setTimeout(resolve, 50))
        // The window is mounted by a script that runs before the document counts as loaded.
        const drawn = loaded().domContentLoadedEventEnd
        return { origin: performance.timeOrigin, painted: paint()!.startTime, drawn }
      })
    await browser.close()
    const asked = times.origin - begun
    return { asked, painted: asked + times.painted, drawn: asked + times.drawn }
  } finally {
    child.kill()
    await ended
  }
}

function median(values: readonly number[]): number {
  return [...values].sort((first, second) => first - second)[Math.floor(values.length / 2)]!
}

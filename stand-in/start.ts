/** `npm start`: the built program in Electron, or on the stand-in where Electron's program could not be fetched. */
import { spawn } from 'node:child_process'
import { resolve } from 'node:path'
import { missingForChromium } from './chromium.ts'
import { electronBinary } from './electron-binary.ts'

const folder = resolve(import.meta.dirname, '..')
const words = process.argv.slice(2)
const binary = electronBinary()
const obstacle = binary === null ? obstacleToStandIn() : null

if (obstacle !== null) {
  console.error(obstacle)
  process.exit(1)
}
if (binary !== null) start(binary, [folder, ...words])
else {
  console.log('Electron’s program is not installed here; opening the window on Chromium instead.')
  const run = resolve(import.meta.dirname, 'run.ts')
  start(process.execPath, ['--disable-warning=ExperimentalWarning', run, folder, ...words])
}

function start(program: string, programWords: readonly string[]): void {
  const child = spawn(program, programWords, { stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal))
  child.on('exit', (code) => process.exit(code ?? 1))
}

function obstacleToStandIn(): string | null {
  const missing = missingForChromium()
  if (missing !== null) return missing
  const headless = words.includes('--headless')
  const seesDisplay = process.platform !== 'linux' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY
  if (headless || seesDisplay) return null
  return 'There is no display to open a window on. Start it in a desktop session, or on a virtual display: apt install xvfb; xvfb-run -s "-screen 0 1280x800x24" npm start. Without a display, “npm run demo” goes the whole way.'
}

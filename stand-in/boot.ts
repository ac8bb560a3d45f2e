/** The start of the stand-in, after `run.ts` has made it quick. */
import { readFileSync, statSync } from 'node:fs'
import { open } from 'node:inspector'
import { registerHooks } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { launch, startChromium } from './chromium.ts'

const own = [/^--headless$/, /^--inspect=(\d+)$/, /^--remote-debugging-port=(\d+)$/, /^--no-sandbox$/]
const [runtime, , ...words] = process.argv
const switches = words.filter((word) => own.some((pattern) => pattern.test(word)))
const [programPath = '.', ...rest] = words.filter((word) => !switches.includes(word))

launch.headless = switches.includes('--headless')
launch.debuggingPort = valueAfter('--remote-debugging-port')
const inspectorPort = valueAfter('--inspect')
if (inspectorPort !== null) open(Number(inspectorPort))

// Before the rest of the stand-in is read: what takes longest begins first. Whoever asks for it next hears what went wrong.
startChromium().catch(() => undefined)
const { app } = await import('./app.ts')
const standIn = new URL('./electron.ts', import.meta.url).href
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron' ? { url: standIn, shortCircuit: true } : next(specifier, context),
})
const program = programAt(resolve(programPath))
process.argv = [runtime!, resolve(programPath), ...rest]
app.describe(program.name, program.version, program.folder)
process.on('SIGINT', () => app.quit())
process.on('SIGTERM', () => app.quit())
await import(pathToFileURL(program.main).href)

function valueAfter(name: string): string | null {
  const word = switches.find((each) => each.startsWith(`${name}=`))
  return word === undefined ? null : word.slice(name.length + 1)
}

function programAt(path: string): { name: string; version: string; folder: string; main: string } {
  if (!statSync(path).isDirectory())
    return { name: 'Electron', version: '0', folder: dirname(path), main: path }
  const description = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'))
  const name = description.productName ?? description.name
  return { name, version: description.version, folder: path, main: join(path, description.main) }
}

import { AntecedentError, fail } from '../contract/errors.ts'
import { type Locale, locales } from '../contract/messages.ts'
import { type MethodName, methods } from '../contract/methods.ts'
import type { Words } from '../contract/words.ts'
import { createEngine, type Engine, type EngineOptions } from '../engine/engine.ts'
import { describeError, render, say } from '../engine/render.ts'
import { isMethod } from '../engine/validate.ts'
import { runDemo } from './demo.ts'
import { effectsInText } from './effects-in-text.ts'
import { paramsFromFlags, parseFlags } from './flags.ts'
import { jsonText } from './json-text.ts'
import { progressLine } from './progress-line.ts'
import { serveRpc } from './rpc.ts'
import { isPlace, usage, usageOf } from './usage.ts'
import { methodOf } from './verbs.ts'

/** Exit codes: 0 done, 1 the request was wrong or could not be met, 2 a fault of ours. */
export async function runCommandLine(words: readonly string[], options: EngineOptions): Promise<number> {
  const { positional, flags } = parseFlags(words)
  const locale = localeOf(flags)
  const engine = createEngine(options)
  try {
    return await dispatch(engine, positional, flags, locale)
  } catch (error) {
    return complain(error, locale)
  } finally {
    await engine.close()
  }
}

async function dispatch(
  engine: Engine,
  positional: readonly string[],
  flags: ReadonlyMap<string, string | true>,
  locale: Locale,
): Promise<number> {
  const [place, verb] = positional
  if (asksForHelp(positional, flags)) {
    process.stdout.write(`${helpWith(place === 'help' ? positional.slice(1) : positional, locale)}\n`)
    return 0
  }
  if (place === 'methods') {
    process.stdout.write(`${Object.keys(methods).join('\n')}\n`)
    return 0
  }
  if (place === 'rpc') return await serveRpc(engine, process.stdin, process.stdout, locale)
  if (place === 'demo') return await runDemo(engine, flags, locale)
  const method = methodOf(place, verb, flags)
  if (!isMethod(method)) throw fail('METHOD_UNKNOWN', { method: verb === undefined ? place : method })
  await openProjectOf(engine, method, flags)
  const controller = new AbortController()
  const interrupt = () => controller.abort(fail('CANCELLED'))
  process.once('SIGINT', interrupt)
  const line = progressLine(process.stderr)
  try {
    const result = await engine.request(method, paramsFromFlags(method, flags) as never, {
      signal: controller.signal,
      onProgress: (fraction: number, phase: Words | null) =>
        line.show(fraction, phase === null ? '' : say(phase, locale)),
    })
    line.clear()
    const answer = render(result as unknown, locale)
    const readable = flags.has('text') ? effectsInText(method, answer, locale) : undefined
    process.stdout.write(`${readable ?? jsonText(answer, 2)}\n`)
    return 0
  } finally {
    line.clear()
    process.off('SIGINT', interrupt)
  }
}

/** `help`, `--help`, no words at all, or a place with no verb where it has no verb of its own. */
function asksForHelp([place, verb]: readonly string[], flags: ReadonlyMap<string, string | true>): boolean {
  if (place === undefined || place === 'help' || flags.has('help')) return true
  return verb === undefined && isPlace(place) && !isMethod(methodOf(place, verb))
}

/** Help with nothing in particular, a place, or one verb of it. */
function helpWith([place, verb]: readonly string[], locale: Locale): string {
  if (place === undefined || (verb === undefined && isPlace(place))) return usage(place, locale)
  const method = methodOf(place, verb)
  if (!isMethod(method)) throw fail('METHOD_UNKNOWN', { method: verb === undefined ? place : method })
  return usageOf(method, locale)
}

/** `--project FILE` opens a project first, for every method but those that open one themselves. */
async function openProjectOf(
  engine: Engine,
  method: MethodName,
  flags: ReadonlyMap<string, string | true>,
): Promise<void> {
  const path = flags.get('project')
  if (typeof path !== 'string' || method === 'project.open' || method === 'project.create') return
  const passphrase = process.env.ANTECEDENT_PASSPHRASE
  await engine.request('project.open', { path, passphrase: passphrase ?? null })
}

function complain(error: unknown, locale: Locale): number {
  const described = describeError(error, locale)
  process.stderr.write(`${described.message}\n${described.hint}\n`)
  if (!(error instanceof AntecedentError) || error.code === 'INTERNAL') {
    if (error instanceof Error && process.env.ANTECEDENT_DEBUG !== undefined)
      process.stderr.write(`${error.stack}\n`)
    return 2
  }
  return error.code === 'WORKER_CRASHED' ? 2 : 1
}

function localeOf(flags: ReadonlyMap<string, string | true>): Locale {
  const asked = flags.get('locale') ?? process.env.LC_ALL ?? process.env.LANG ?? 'en'
  if (typeof asked === 'string' && asked.replace('_', '-').toLowerCase().startsWith('zh')) return 'zh-CN'
  return locales[0]
}

import { fail } from '../contract/errors.ts'
import { type Locale, locales } from '../contract/messages.ts'
import { type MethodName, methods } from '../contract/methods.ts'
import { version } from '../contract/version.ts'
import type { Words } from '../contract/words.ts'
import { cancellation, createEngine, type Engine, type EngineOptions } from '../engine/engine.ts'
import { describeError, render, say } from '../engine/render.ts'
import { isMethod } from '../engine/validate.ts'
import { demoFlags, runDemo } from './demo.ts'
import { effectsInText } from './effects-in-text.ts'
import { type ExitCode, exitCodeOf } from './exit-code.ts'
import { type Flags, paramsFromFlags, parseFlags, refuseUnknownFlags } from './flags.ts'
import { jsonText } from './json-text.ts'
import { progressLine } from './progress-line.ts'
import { serveRpc } from './rpc.ts'
import { isPlace, usage, usageOf } from './usage.ts'
import { methodOf } from './verbs.ts'

/**
 * Runs one command and resolves with its exit code. An interrupt cancels what runs and leaves the project as it was; a reader of
 * the output that has gone ends an rpc likewise, and any other command quietly.
 */
export async function runCommandLine(words: readonly string[], options: EngineOptions): Promise<ExitCode> {
  let locale = localeOf(new Map())
  const interrupted = new AbortController()
  const interrupt = () => interrupted.abort(cancellation())
  for (const signal of interrupts) process.once(signal, interrupt)
  for (const stream of [process.stdout, process.stderr]) stream.on('error', toldOtherwise)
  const engine = createEngine(options)
  try {
    const { positional, flags } = parseFlags(words)
    locale = localeOf(flags)
    return await dispatch(engine, positional, flags, locale, interrupted.signal)
  } catch (error) {
    return complain(error, locale)
  } finally {
    await engine.close()
    for (const signal of interrupts) process.off(signal, interrupt)
  }
}

const interrupts = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Whoever writes an answer learns of its failure; progress may be lost. */
function toldOtherwise(): void {}

async function dispatch(
  engine: Engine,
  positional: readonly string[],
  flags: Flags,
  locale: Locale,
  interrupted: AbortSignal,
): Promise<ExitCode> {
  const [place, verb] = positional
  if (flags.has('version') && place === undefined) return await print(version)
  if (asksForHelp(positional, flags)) {
    return await print(helpWith(place === 'help' ? positional.slice(1) : positional, locale))
  }
  if (Object.hasOwn(withoutMethod, place)) {
    refuseWordsBeyond(1, positional)
    const { known, run } = withoutMethod[place]
    refuseUnknownFlags(flags, known, place)
    return await run({ engine, flags, locale, interrupted })
  }
  const method = methodOf(place, verb, flags)
  if (!isMethod(method)) throw fail('METHOD_UNKNOWN', { method: verb === undefined ? place : method })
  refuseWordsBeyond(place.includes('.') ? 1 : 2, positional)
  return await runMethod(method, { engine, flags, locale, interrupted })
}

interface Command {
  readonly engine: Engine
  readonly flags: Flags
  readonly locale: Locale
  readonly interrupted: AbortSignal
}

/** Commands that are no method, with the flags of their own. */
const withoutMethod: Readonly<
  Record<string, { known: readonly string[]; run: (command: Command) => Promise<ExitCode> }>
> = {
  methods: { known: [], run: () => print(Object.keys(methods).join('\n')) },
  demo: {
    known: demoFlags,
    run: ({ engine, flags, locale, interrupted }) => runDemo(engine, flags, locale, interrupted),
  },
  rpc: {
    known: [],
    async run({ engine, flags, locale, interrupted }) {
      await openProjectOf(engine, flags)
      return await serveRpc(engine, process.stdin, process.stdout, locale, interrupted)
    },
  },
}

async function runMethod(method: MethodName, command: Command): Promise<ExitCode> {
  const { engine, flags, locale, interrupted } = command
  const params = paramsFromFlags(method, flags)
  if (method !== 'project.open' && method !== 'project.create') await openProjectOf(engine, flags)
  const line = progressLine(process.stderr)
  try {
    const result = await engine.request(method, params as never, {
      signal: interrupted,
      locale,
      onProgress: (fraction: number, phase: Words | null) =>
        line.show(fraction, phase === null ? '' : say(phase, locale)),
    })
    line.clear()
    const answer = render(result as unknown, locale)
    const readable = flags.has('text') ? effectsInText(method, answer, locale) : undefined
    return await print(readable ?? jsonText(answer, 2))
  } finally {
    line.clear()
  }
}

/** Resolves when the text is written, or nobody reads it any more. Throws COMMAND_OUTPUT_FAILED. */
async function print(text: string): Promise<ExitCode> {
  const error = await new Promise<NodeJS.ErrnoException | null | undefined>((resolve) => {
    process.stdout.write(`${text}\n`, resolve)
  })
  if (error && error.code !== 'EPIPE')
    throw fail('COMMAND_OUTPUT_FAILED', { code: error.code ?? error.message })
  return 0
}

/** A word too many would be left aside unseen. */
function refuseWordsBeyond(count: number, positional: readonly string[]): void {
  if (positional.length > count) throw fail('COMMAND_WORD_UNEXPECTED', { word: positional[count] })
}

/** `help`, `--help`, no words at all, or a place with no verb where it has no verb of its own. */
function asksForHelp([place, verb]: readonly string[], flags: Flags): boolean {
  if (place === undefined || place === 'help' || flags.has('help')) return true
  return verb === undefined && isPlace(place) && !isMethod(methodOf(place, verb))
}

/** Help with nothing in particular, a place, one verb of it, or a command that is no method. */
function helpWith([place, verb]: readonly string[], locale: Locale): string {
  if (place === 'demo') return say({ words: 'usage_demo' }, locale)
  if (place === 'rpc') return say({ words: 'usage_rpc' }, locale)
  if (place === undefined || place === 'methods' || (verb === undefined && isPlace(place))) {
    return usage(place === 'methods' ? undefined : place, locale)
  }
  const method = methodOf(place, verb)
  if (!isMethod(method)) throw fail('METHOD_UNKNOWN', { method: verb === undefined ? place : method })
  return usageOf(method, locale)
}

/** `--project FILE` opens a project first. */
async function openProjectOf(engine: Engine, flags: Flags): Promise<void> {
  const path = flags.get('project')
  if (typeof path !== 'string') return
  const passphrase = process.env.ANTECEDENT_PASSPHRASE
  await engine.request('project.open', { path, passphrase: passphrase ?? null })
}

function complain(error: unknown, locale: Locale): ExitCode {
  const described = describeError(error, locale)
  const code = exitCodeOf(error)
  process.stderr.write(`${described.message}\n${described.hint}\n`)
  if (code === 2 && error instanceof Error && process.env.ANTECEDENT_DEBUG !== undefined)
    process.stderr.write(`${error.stack}\n`)
  return code
}

function localeOf(flags: Flags): Locale {
  const asked = flags.get('locale') ?? process.env.LC_ALL ?? process.env.LANG ?? 'en'
  if (typeof asked === 'string' && asked.replace('_', '-').toLowerCase().startsWith('zh')) return 'zh-CN'
  return locales[0]
}

import { fail } from '../contract/errors.ts'
import type { Locale } from '../contract/messages.ts'
import type { Request } from '../contract/methods.ts'
import type { PipelineResult } from '../contract/pipeline.ts'
import type { Engine } from '../engine/engine.ts'
import { say } from '../engine/render.ts'
import type { ExitCode } from './exit-code.ts'
import type { Flags } from './flags.ts'
import { progressLine } from './progress-line.ts'

const mapped = ['user', 'time', 'item', 'type', 'session', 'price', 'quantity'] as const

export const demoFlags: readonly string[] = ['out', 'events', ...mapped, 'variant', 'users', 'seed']

/**
 * The whole way without a window. On the sample shop it prints the truth beside the estimates; on a log given with `--events`,
 * `--user`, `--item`, `--type`, `--time` it does the same without.
 */
export async function runDemo(
  engine: Engine,
  flags: Flags,
  locale: Locale,
  interrupted: AbortSignal,
): Promise<ExitCode> {
  const out = text(flags, 'out') ?? 'demo'
  const line = progressLine(process.stderr)
  let result: PipelineResult
  try {
    result = await engine.request(
      'pipeline.run',
      { ...pipelineOf(flags), locale, out },
      {
        signal: interrupted,
        locale,
        onProgress: (fraction, phase) => line.show(fraction, phase === null ? '' : say(phase, locale)),
      },
    )
  } finally {
    line.clear()
  }
  process.stdout.write(`${summary(result, locale)}\n`)
  return 0
}

function pipelineOf(flags: Flags): Pick<Request<'pipeline.run'>, 'events' | 'effects' | 'recommend'> {
  const path = text(flags, 'events')
  if (path === undefined) {
    const variant = text(flags, 'variant') === 'unseen' ? 'unseen' : 'observed'
    const users = Number(text(flags, 'users') ?? 20_000)
    return { events: { sample: { variant, users, seed: Number(text(flags, 'seed') ?? 1) } } }
  }
  const user = text(flags, 'user')
  const time = text(flags, 'time')
  if (user === undefined || time === undefined) {
    throw fail('REQUEST_INVALID', { method: 'demo', detail: user === undefined ? '--user' : '--time' })
  }
  const given = Object.fromEntries(
    mapped.map((part) => [part, text(flags, part)]).filter(([, name]) => name !== undefined),
  )
  return { events: { path, mapping: { ...given, user, time } } }
}

function text(flags: Flags, name: string): string | undefined {
  const value = flags.get(name)
  return typeof value === 'string' ? value : undefined
}

function summary(result: PipelineResult, locale: Locale): string {
  const lines: string[] = []
  if (result.truth !== null) {
    lines.push(say({ words: 'demo_truth', with: { effect: signed(result.truth.averageEffect) } }, locale))
  }
  for (const { method, estimate, confidenceInterval } of result.estimates) {
    const [from, to] = confidenceInterval.map(signed)
    const covers =
      result.truth === null ? '' : contains(confidenceInterval, result.truth.averageEffect) ? '  ✓' : '  ✗'
    lines.push(`  ${method.padEnd(22)} ${signed(estimate)}  [${from}, ${to}]${covers}`)
  }
  for (const { method, message } of result.failures)
    lines.push(`  ${method.padEnd(22)} ${say(message, locale)}`)
  lines.push('')
  for (const { verdict, inWords } of result.refutations) {
    lines.push(`  ${verdict === 'passed' ? '✓' : verdict === 'failed' ? '✗' : '?'} ${say(inWords, locale)}`)
  }
  const { listed, excluded, lines: rows } = result.recommended
  lines.push('', say({ words: 'demo_recommended', with: { listed, excluded, lines: rows } }, locale), '')
  lines.push(
    `  ${result.report}`,
    `  ${result.recommendations}`,
    `  ${result.results}`,
    `  ${result.project}`,
  )
  return lines.join('\n')
}

function contains([from, to]: readonly [number, number], value: number): boolean {
  return from <= value && value <= to
}

function signed(value: number): string {
  return `${value >= 0 ? '+' : '−'}${Math.abs(value).toFixed(4)}`
}

import type { Analysis } from './effect-unit.ts'

type Warning = Analysis['estimates'][number]['warnings'][number]

/** What the methods of an analysis warn of, each once. */
export function warningsOf({ estimates }: Analysis): readonly string[] {
  return [...new Set(estimates.flatMap(({ warnings }) => warnings.map(({ message }) => message)))]
}

/** Warnings of what was worked out on an analysis, those left out that stand above it already. */
export function furtherWarnings(analysis: Analysis, warnings: readonly Warning[]): readonly string[] {
  const said = new Set(warningsOf(analysis))
  return [...new Set(warnings.map(({ message }) => message))].filter((message) => !said.has(message))
}

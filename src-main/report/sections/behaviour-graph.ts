import type { KeptBehaviourGraph } from '../../contract/kept-behaviour-graphs.ts'
import { timeInWords } from '../../models/excitation/time-in-words.ts'
import { made, staleNote, table } from '../blocks.ts'
import { html, type Markup } from '../html.ts'
import type { Language } from '../language.ts'

/** What predicts what: the edges that were found, the strongest first, with their intervals. */
export function behaviourGraphBlock(graph: KeptBehaviourGraph, language: Language): Markup {
  const { text, say, number, percent } = language
  const found = graph.pairs
    .filter((pair) => pair.found)
    .sort((a, b) => Math.abs(b.effect) - Math.abs(a.effect))
  return html`<h3>${text('report_behaviour_graph', { name: graph.name })}</h3>
${staleNote(language, graph.stale)}
<p>${say(graph.protocol)}</p>
${graph.warnings.map((warning) => html`<p class="note">${say(warning)}</p>`)}
${
  found.length === 0
    ? html`<p>${text('report_no_edges')}</p>`
    : table(
        [
          { title: text('report_edge') },
          { title: text('report_edge_effect'), number: true },
          { title: text('report_interval', { level: percent(0.95) }), number: true },
          { title: text('report_edge_half'), number: true },
          { title: text('report_edge_next'), number: true },
        ],
        found.map(({ from, to, effect, confidenceInterval: [low, high], halfLife, nextShare }) => ({
          cells: [
            `${from} ⇢ ${to}`,
            number(100 * effect),
            `${number(100 * low)} – ${number(100 * high)}`,
            say(timeInWords(halfLife, halfLife)),
            percent(nextShare),
          ],
        })),
      )
}
${made(language, [], graph.dataHash)}`
}

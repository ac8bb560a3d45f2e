import type { Graph } from '../../contract/graph.ts'
import { figure, made, remark, table } from '../blocks.ts'
import { graphDrawing } from '../charts/graph-drawing.ts'
import { html, type Markup } from '../html.ts'
import type { Language } from '../language.ts'
import type { ReportInput } from '../report-input.ts'

/** What is believed to cause what. */
export function graphSection(input: ReportInput, language: Language): Markup {
  const { text, count } = language
  const heading = html`<h2>${text('report_graph')}</h2><p class="question">${text('report_question_graph')}</p>${remark(language, input.remarks.graph)}`
  if (input.graph === null)
    return html`<section id="graph">${heading}<p>${text('report_no_graph')}</p></section>`
  const { graph, version } = input.graph
  const roles = {
    ...input.graph.roles,
    adjusted: input.analysis === null ? input.graph.roles.adjusted : [...input.analysis.adjustment.set],
  }
  const latent = graph.nodes.filter((node) => node.latent === true).map(({ id }) => id)
  const present = (kind: string, key: Parameters<Language['text']>[0], shown: boolean) =>
    shown && html`<li><i class="${kind}"></i>${text(key)}</li>`
  return html`<section id="graph">${heading}
<p>${text('report_graph_words', { nodes: count(graph.nodes.length), edges: count(graph.edges.length) })} ${latent.length > 0 && text('report_graph_latent', { names: latent.join(', ') })}</p>
${figure(
  text('report_graph_figure'),
  html`${graphDrawing({ title: text('report_graph_figure'), graph, roles })}
<ul class="legend">${present('is-treatment', 'report_role_treatment', roles.treatments.length > 0)}${present('is-outcome', 'report_role_outcome', roles.outcomes.length > 0)}${present('is-adjusted', 'report_role_adjusted', roles.adjusted.length > 0)}${present('is-latent', 'report_role_latent', latent.length > 0)}</ul>`,
  made(language, [['report_made_graph', String(version)]], null),
)}${knowledgeTable(graph, language)}</section>`
}

/** Who says so, and why: of every arrow and every missing arrow that carries a note. */
function knowledgeTable(graph: Graph, language: Language): Markup | false {
  const { text, percent } = language
  const noted = [
    ...graph.edges.map((edge) => ({ ...edge, claim: `${edge.from} ${arrowOf(edge.kind)} ${edge.to}` })),
    ...(graph.absent ?? []).map((edge) => ({
      ...edge,
      claim: text('report_graph_no_arrow', { from: edge.from, to: edge.to }),
    })),
  ].filter(({ author, reason, confidence }) => author || reason || confidence !== undefined)
  if (noted.length === 0) return false
  return html`<h3>${text('report_graph_reasons')}</h3>${table(
    [
      { title: text('report_graph_claim') },
      { title: text('report_graph_reason') },
      { title: text('report_graph_author') },
      { title: text('report_graph_confidence'), number: true },
    ],
    noted.map(({ claim, reason = '', author = '', confidence }) => ({
      cells: [claim, reason, author, confidence === undefined ? '' : percent(confidence)],
    })),
  )}`
}

function arrowOf(kind: Graph['edges'][number]['kind']): string {
  return kind === 'bidirected' ? '↔' : kind === 'directed' ? '→' : '—'
}

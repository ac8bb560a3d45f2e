import { effectInWords, naiveInWords } from '../../explain/effect-in-words.ts'
import { effectFigures, effectUnitOf } from '../effect-unit.ts'
import { html, type Markup } from '../html.ts'
import type { Language } from '../language.ts'
import { mainEstimate } from '../main-estimate.ts'
import type { ReportInput } from '../report-input.ts'

/** What was found, in sentences, the answer first. */
export function summarySection(input: ReportInput, language: Language): Markup {
  const findings = findingsOf(input, language)
  if (findings.length === 0) return html`<p class="lead">${language.text('report_nothing_yet')}</p>`
  return html`<ul class="findings">${findings.map(
    ({ sentence, kind }, i) => html`<li class="${i === 0 ? 'first' : kind}">${sentence}</li>`,
  )}</ul>`
}

interface Finding {
  readonly sentence: string
  readonly kind: 'is-plain' | 'is-warning'
}

function findingsOf(input: ReportInput, language: Language): Finding[] {
  const findings: Finding[] = []
  const plain = (sentence: string) => void findings.push({ sentence, kind: 'is-plain' })
  const { analysis, recommendations, truth } = input
  const main = analysis === null ? null : mainEstimate(analysis)
  if (analysis !== null && main !== null) {
    const { treatment, outcome, alpha } = analysis.request
    const unit = effectUnitOf(input)
    const measure = unit.points ? 'chance' : 'amount'
    plain(language.say(effectInWords(main, { treatment, outcome, measure, alpha })))
    const naive = analysis.estimates.find(({ method }) => method === 'difference_in_means')
    if (naive !== undefined && naive !== main) {
      plain(language.say(naiveInWords(naive.estimate, main.estimate, measure, treatment)))
    }
    if (analysis.refutations !== null) {
      const { verdict, inWords } = analysis.refutations.panel
      findings.push({
        sentence: language.say(inWords),
        kind: verdict === 'passed' ? 'is-plain' : 'is-warning',
      })
    }
    const { regression } = main.sensitivity
    if (regression !== null) {
      plain(
        language.text('report_finding_robustness', { value: language.percent(regression.robustnessValue) }),
      )
    }
    if (truth !== null) {
      plain(
        language.text('report_finding_truth', {
          truth: effectFigures(unit, [main.standardError], language).withUnit(truth.averageEffect),
        }),
      )
    }
  }
  if (recommendations !== null) {
    const { usersListed, usersExcluded } = recommendations.run
    plain(
      language.text('report_finding_recommendations', {
        listed: language.count(usersListed),
        excluded: language.count(usersExcluded),
      }),
    )
  }
  return findings
}

import { describe, expect, it } from 'vitest'
import { estimateEffect } from '../../src-main/effects/estimate.ts'
import { tableOf } from '../effects/tables.ts'

/** 120 units over 2003–2007 by formula, treated from 2004, 2006, 2007 or never; x moves trends and groups. */
function panel() {
  const share = (value: number) => value % 1
  const rows = Array.from({ length: 120 }, (_, k) => k + 1).flatMap((i) => {
    const u = share(i * 0.6180339887498949)
    const v = share(i * 0.7548776662466927)
    const x = share(i * 0.5698402909980532)
    const lot = 0.6 * u + 0.4 * x
    const first = lot < 0.4 ? 0 : lot < 0.55 ? 2004 : lot < 0.7 ? 2006 : 2007
    return [2003, 2004, 2005, 2006, 2007].map((year) => {
      const treated = first > 0 && year >= first
      const effect = treated ? 1 + 0.3 * (year - first) + (first === 2004 ? 0.2 : 0) : 0
      const noise = share(i * 0.8191725133961645 + year * 0.6710436067037893) - 0.5
      const y = v + 0.2 * (year - 2003) + 0.5 * x * (year - 2003) + effect + noise
      const z = share(i * 0.37 + year * 0.211)
      const [state, cross] = [i % 20, (i + year) % 30]
      return { id: i, year, first, x, w: 1 + (i % 5) / 2, z, state, cross, d: treated ? 1 : 0, y }
    })
  })
  const names = Object.keys(rows[0]) as (keyof (typeof rows)[number])[]
  return tableOf(Object.fromEntries(names.map((name) => [name, rows.map((row) => row[name])])))
}

// csdid 0.4.3: aggte of att_gt, analytical errors; est_method dr, reg or ipw.
const wanted = [
  [
    'plain',
    'never_treated',
    undefined,
    [1.5306257848997535, 0.08127438695296993],
    [1.4232823485171329, 0.07677984860285901],
    [1.4692606600411553, 0.08282433256851397],
    [1.7230843836115723, 0.08898232096169494],
  ],
  [
    'plain',
    'not_yet_treated',
    undefined,
    [1.4374989345849682, 0.07480909119150482],
    [1.361417682597554, 0.07263190599024442],
    [1.3438783951093083, 0.07665569149905463],
    [1.625778210218698, 0.08372875946807681],
  ],
  [
    'dr',
    'never_treated',
    undefined,
    [1.3443517653381098, 0.07112416998173327],
    [1.223972726379598, 0.08960874190501483],
    [1.306475254272271, 0.06929651733763752],
    [1.515062556730402, 0.05972358584357354],
  ],
  [
    'reg',
    'never_treated',
    undefined,
    [1.3439732494307308, 0.0681379248017394],
    [1.2242196350925882, 0.08238416671863044],
    [1.3080797511861273, 0.06764612548293007],
    [1.515725652548702, 0.057325174115766465],
  ],
  [
    'ipw',
    'never_treated',
    undefined,
    [1.3676906177614212, 0.07187317294419995],
    [1.2490731139673166, 0.08808572877783191],
    [1.3265097087932338, 0.07063401541692524],
    [1.5407916673344506, 0.062407162622122724],
  ],
  [
    'dr',
    'not_yet_treated',
    undefined,
    [1.322765064179516, 0.0658639386873179],
    [1.2052184479392245, 0.08740904814739008],
    [1.2791197747815821, 0.0607213628095127],
    [1.4998216562888975, 0.055016334588928774],
  ],
  [
    'reg',
    'not_yet_treated',
    undefined,
    [1.3228469310724007, 0.06323053402904787],
    [1.2076095431811082, 0.08067411324500404],
    [1.2791502514962312, 0.059692335949934866],
    [1.4998204906758317, 0.05288050521486762],
  ],
  [
    'ipw',
    'not_yet_treated',
    undefined,
    [1.3366681179377395, 0.0651090865885065],
    [1.2237501199582743, 0.08517659560201483],
    [1.2873288443492445, 0.060689225903579135],
    [1.5151975008113412, 0.055179967404965086],
  ],
  [
    'plain',
    'never_treated',
    'w',
    [1.4995822335736666, 0.08966938608303848],
    [1.3694947695296047, 0.08183409356892526],
    [1.4548339056142152, 0.09182210253108825],
    [1.6971521546074946, 0.09900331911546693],
  ],
  [
    'plain',
    'not_yet_treated',
    'w',
    [1.409296378978338, 0.08419539122914436],
    [1.306656905953075, 0.07805753329849012],
    [1.3367911953862004, 0.08623091211450107],
    [1.6016398142101358, 0.09468911503370382],
  ],
  [
    'dr',
    'never_treated',
    'w',
    [1.3221921510772399, 0.0744992760754653],
    [1.183303935203894, 0.08825063688331108],
    [1.304394841277021, 0.07278912206188566],
    [1.5002246128625765, 0.06042106798242262],
  ],
  [
    'reg',
    'never_treated',
    'w',
    [1.311569964213656, 0.07410626999849292],
    [1.1664324771250483, 0.08496588960333215],
    [1.299169310322469, 0.0732355502674378],
    [1.4935977502582478, 0.05982814299267836],
  ],
  [
    'ipw',
    'never_treated',
    'w',
    [1.3529727921745842, 0.0739914036937394],
    [1.2159062887448224, 0.08415014522348888],
    [1.3298789545343326, 0.0736907879743494],
    [1.5335444009322037, 0.06334113099762347],
  ],
  [
    'dr',
    'not_yet_treated',
    'w',
    [1.3008016965045495, 0.07037348761306213],
    [1.1645639675438517, 0.08693040239058983],
    [1.277642407256442, 0.06476530441702619],
    [1.4835491661650346, 0.05587882314148021],
  ],
  [
    'reg',
    'not_yet_treated',
    'w',
    [1.2922200332737883, 0.06977051605336472],
    [1.151561837770802, 0.08434438058574098],
    [1.2724027318499482, 0.06452316430252135],
    [1.477189169344454, 0.05493330529323902],
  ],
  [
    'ipw',
    'not_yet_treated',
    'w',
    [1.3187691946207971, 0.06848170777329883],
    [1.1871186228017987, 0.08244968509835315],
    [1.2883206854417941, 0.06446414993529147],
    [1.50340569426069, 0.05569720277856791],
  ],
] as const

describe('staggered differences in differences, csdid 0.4.3', () => {
  const table = panel()

  it.each(wanted)('%s against %s, weights %s', (method, comparison, weights, ...averages) => {
    const result = estimateEffect(table, {
      treatment: 'd',
      outcome: 'y',
      method: 'did',
      unit: 'id',
      time: 'year',
      firstTreated: 'first',
      outcomeCovariates: method === 'dr' || method === 'reg' ? ['x'] : [],
      propensityCovariates: method === 'dr' || method === 'ipw' ? ['x'] : [],
      weights,
      comparison,
    })
    const { details } = result.diagnostics
    const got = [details.simple, details.group, details.calendar, details.dynamic] as number[][]
    expect(got.flat().map((value, k) => Math.abs(value - averages.flat()[k]) < 1e-9)).toEqual(
      Array(8).fill(true),
    )
    expect([result.estimate, result.standardError]).toEqual(got[0])
  })

  it('by group, by period and by time since treatment', () => {
    const result = estimateEffect(table, {
      treatment: 'd',
      outcome: 'y',
      method: 'did',
      unit: 'id',
      time: 'year',
      firstTreated: 'first',
      adjustFor: ['x'],
      aggregation: 'dynamic',
    })
    const { details } = result.diagnostics
    expect([result.estimate, result.standardError]).toEqual(details.dynamic)
    const close = (got: ArrayLike<number>, wanted: readonly number[]) =>
      wanted.forEach((value, k) => {
        expect(got[k]).toBeCloseTo(value, 9)
      })
    close(details.groupEffects as number[], [1.5222457493215205, 1.0679208100712776, 1.0105113124653464])
    close(details.groupErrors as number[], [0.05956488587594185, 0.09617880776556664, 0.18798612252966937])
    close(
      details.calendarEffects as number[],
      [0.983747608533466, 1.3956188878922664, 1.324432298333395, 1.4126803043672012],
    )
    close(
      details.calendarErrors as number[],
      [0.08707522211243666, 0.10828618447366843, 0.08444858164235591, 0.12106775094516045],
    )
    close(
      result.contrasts!.map(({ estimate }) => estimate),
      [
        0.0069840051208786, -0.005145408498189993, 0.11024780993712542, 0.9410348361079696,
        1.3486352881872712, 1.814674665006511, 1.8949418358538377,
      ],
    )
    close(
      result.contrasts!.map(({ standardError }) => standardError),
      [
        0.13977820463405852, 0.09695277718521318, 0.09286236377157664, 0.07644331408984513,
        0.08710237176303737, 0.01457048091420418, 0.10519558857240374,
      ],
    )
  })
})

// pyfixest 0.60.0: feols('y ~ z + d | id + year'), hc2 and hc3 statsmodels 0.15.0 with indicators of units and years.
describe('fixed effects of units and years', () => {
  const table = panel()

  it.each([
    ['classical', undefined, undefined, 1.2575301890748998, 0.06199322639912521],
    ['hc1', undefined, undefined, 1.2575301890748998, 0.06424677349296339],
    ['hc2', undefined, undefined, 1.2575301890748998, 0.0642976430064575],
    ['hc3', undefined, undefined, 1.2575301890748998, 0.0723980270160799],
    ['cluster', 'id', undefined, 1.2575301890748998, 0.06287133015430761],
    ['cluster', 'state', undefined, 1.2575301890748998, 0.05462087743147133],
    ['cluster', 'cross', undefined, 1.2575301890748998, 0.041210927303231226],
    ['classical', undefined, 'w', 1.2558007973400955, 0.06160376966077124],
    ['hc1', undefined, 'w', 1.2558007973400955, 0.06685831757925136],
    ['hc2', undefined, 'w', 1.2558007973400955, 0.06701682813564912],
    ['hc3', undefined, 'w', 1.2558007973400955, 0.07557976572119367],
    ['cluster', 'id', 'w', 1.2558007973400955, 0.06326536270931896],
    ['cluster', 'state', 'w', 1.2558007973400955, 0.054504951587715546],
    ['cluster', 'cross', 'w', 1.2558007973400955, 0.045135390646402034],
  ] as const)(
    'have %s errors, clusters %s, weights %s',
    (standardErrors, clusters, weights, estimate, error) => {
      const result = estimateEffect(table, {
        treatment: 'd',
        outcome: 'y',
        method: 'did',
        unit: 'id',
        time: 'year',
        adjustFor: ['z'],
        standardErrors,
        clusters,
        weights,
      })
      expect(Math.abs(result.estimate - estimate)).toBeLessThan(1e-10)
      expect(Math.abs(result.standardError - error)).toBeLessThan(1e-10)
    },
  )
})

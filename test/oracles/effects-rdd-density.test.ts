import { expect, it } from 'vitest'
import { densityTest } from '../../src-main/effects/estimators/rdd-density.ts'
import { random } from '../../src-main/numeric/random.ts'

const rows = Array.from({ length: 1000 }, (_, k) => k + 1)
const steps = [
  0.6180339887498949, 0.7548776662466927, 0.5698402909980532, 0.8191725133961645, 0.6710436067037893,
  0.324717957244746,
]
const x = rows.map((i) => Math.round((2 * ((i * steps[0]) % 1) - 1) * 1e6) / 1e6)

const samples: Record<string, readonly number[]> = {
  even: x,
  'mass points': x.map((value) => Math.floor(value * 50) / 50),
  bunched: x.map((value, i) => (value < 0 && value > -0.1 && i % 3 === 0 ? -value : value)),
  skewed: x.map((value) => Math.exp(1.5 * value) - 0.8),
  short: x.slice(0, 60),
  'few below': x.filter((value, i) => value > 0 || i % 9 === 0),
  'off centre': x.map((value) => value + 0.7),
  bell: rows.map((i) => steps.reduce((sum, step) => sum + ((i * step) % 1), -3)),
}

// rddensity 3.0 (Python) at its defaults: t_jk, p_jk, h left and right, densities left and right.
it.each([
  [
    'even',
    -0.014267161702398362,
    0.9886168381298654,
    0.999094,
    0.999094,
    0.5039504248953873,
    0.5022541340903022,
  ],
  [
    'mass points',
    -0.03935641703689098,
    0.9686062271335589,
    1,
    0.982138050823199,
    0.5059901051492943,
    0.5012619536347991,
  ],
  [
    'bunched',
    2.800561161741965,
    0.00510138393973758,
    0.34890203451748986,
    0.34665043910782267,
    0.20395031740277594,
    0.7755813947209972,
  ],
  [
    'skewed',
    -0.09013683666354119,
    0.9281784769226091,
    0.400731324254509,
    0.41762238060111273,
    0.4285769610316998,
    0.4130362080197229,
  ],
  [
    'short',
    -0.29883253715359465,
    0.7650678235931907,
    0.750776,
    0.750776,
    0.6709604319868532,
    0.48804357998411085,
  ],
  [
    'few below',
    4.88073951693278,
    1.0568876473993072e-6,
    0.9464496613439856,
    0.9473581234922146,
    0.10816829306936225,
    0.904324655952458,
  ],
  [
    'off centre',
    0.09776618039143088,
    0.9221179628313383,
    0.4963161190303502,
    0.5121495171021487,
    0.4900139723173837,
    0.5086632443751775,
  ],
  [
    'bell',
    0.23290197539776697,
    0.8158375244752658,
    0.7475386028519018,
    0.7628886298656938,
    0.606826178069156,
    0.641400095246022,
  ],
] as [string, ...number[]][])('the density of a sample %s jumps as rddensity says', (name, ...wanted) => {
  const { statistic, pValue, bandwidths, densities } = densityTest(Float64Array.from(samples[name]))
  for (const [k, got] of [statistic, pValue, ...bandwidths, ...densities].entries()) {
    expect(Math.abs(got - wanted[k]), `${got} against ${wanted[k]}`).toBeLessThan(1e-8)
  }
})

it('rejects one in twenty of smooth densities', () => {
  const seeds = 300
  let rejected = 0
  for (let seed = 1; seed <= seeds; seed++) {
    const source = random(seed, 'density')
    const values = Float64Array.from({ length: 400 }, () => 0.4 + source.normal())
    if (densityTest(values).pValue < 0.05) rejected++
  }
  console.log(`${rejected} of ${seeds} smooth densities rejected`)
  // 15 ± 3.8 by chance alone.
  expect(rejected).toBeGreaterThan(4)
  expect(rejected).toBeLessThan(27)
})

it('says nothing where a side has too few points', () => {
  expect(densityTest(Float64Array.from([-1, -0.5, 0.1, 0.2, 0.3])).pValue).toBeNaN()
})

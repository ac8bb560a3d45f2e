import { leastSquares } from '../../numeric/least-squares.ts'
import { columnOf, fromColumns, type Matrix, times } from '../../numeric/matrix.ts'
import { type Side, triangular } from './local-polynomial.ts'

/** One side's values of a variable, and its covariates. */
export interface CovariateSide {
  readonly side: Side
  readonly covariates: Matrix
  readonly values: Float64Array
}

/**
 * Values less what covariates say of them: the covariates' part of a local fit with a polynomial of each side and one
 * slope for each covariate (Calonico, Cattaneo, Farrell and Titiunik 2019, eq. 2). One array a side, as given.
 */
export function lessCovariates(
  parts: readonly CovariateSide[],
  degree: number,
  bandwidth: number,
): Float64Array[] {
  const rows = parts.reduce((sum, { values }) => sum + values.length, 0)
  const columns = parts[0].covariates.columns
  const joined = (of: (part: CovariateSide, index: number) => ArrayLike<number>) => {
    const result = new Float64Array(rows)
    let at = 0
    parts.forEach((part, index) => {
      result.set(of(part, index), at)
      at += part.values.length
    })
    return result
  }
  const polynomials = parts.flatMap((_, own) =>
    Array.from({ length: degree + 1 }, (_, power) =>
      joined(({ side }, index) =>
        side.away.map((value) => (index === own ? (value / bandwidth) ** power : 0)),
      ),
    ),
  )
  const slopes = Array.from({ length: columns }, (_, j) =>
    joined(({ covariates }) => columnOf(covariates, j)),
  )
  const kernel = joined(({ side }) =>
    side.away.map((value, i) => triangular(value / bandwidth) * (side.weights ? side.weights[i] : 1)),
  )
  const fit = leastSquares(
    fromColumns(rows, [...polynomials, ...slopes]),
    joined(({ values }) => values),
    kernel,
  )
  const ofCovariates = fit.coefficients.slice(polynomials.length)
  return parts.map(({ covariates, values }) => {
    const said = times(covariates, ofCovariates)
    return values.map((value, i) => value - said[i])
  })
}

import { moment, number } from './format.ts'

/** A cell of a table as it is read: a dash where it is missing, times in words, numbers with all their digits. */
export function tableCell(value: string | number | null | undefined, meaning?: 'boolean' | 'time'): string {
  if (value === null || value === undefined) return '–'
  if (typeof value === 'string') return value
  return meaning === 'time' ? moment(value) : number(value, 6)
}

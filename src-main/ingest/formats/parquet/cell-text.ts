import type { SchemaElement } from 'hyparquet'
import type { DeclaredType } from '../file-format.ts'
import { clockText, dateText, momentText } from './time-text.ts'

/** A value as it is stored: 96-bit times come as nanoseconds since 1970. */
export type Primitive = boolean | number | bigint | Uint8Array

interface CellKind {
  readonly declared: DeclaredType
  readonly text: (value: Primitive) => string
}

/** How values of a column are written, and what they are; null where no text stands for them. Nothing is rounded. */
export function cellText(element: SchemaElement): CellKind | null {
  const { type, logical_type: logical, converted_type: converted } = element
  const scale = decimalScale(element)
  if (scale !== null) {
    return {
      declared: scale > 0 ? 'number' : 'integer',
      text: (value) => decimalText(unscaled(value), scale),
    }
  }
  if (type === 'BOOLEAN') return { declared: 'boolean', text: (value) => (value ? 'true' : 'false') }
  if (type === 'INT32') return int32(element)
  if (type === 'INT64') return int64(element)
  if (type === 'INT96') return { declared: 'time', text: (value) => momentText(value, 'NANOS', false) }
  if (type === 'FLOAT') return { declared: 'number', text: (value) => floatText(value as number) }
  if (type === 'DOUBLE') return { declared: 'number', text: (value) => numberText(value as number) }
  if (type === 'BYTE_ARRAY') {
    if (converted === 'BSON' || logical?.type === 'GEOMETRY' || logical?.type === 'GEOGRAPHY') return null
    return { declared: 'text', text: (value) => utf8(value as Uint8Array) }
  }
  if (type !== 'FIXED_LEN_BYTE_ARRAY') return null
  if (logical?.type === 'UUID') return { declared: 'text', text: (value) => uuidText(value as Uint8Array) }
  if (logical?.type !== 'FLOAT16') return null
  return { declared: 'number', text: (value) => numberText(float16(value as Uint8Array)) }
}

function int32({ logical_type: logical, converted_type: converted }: SchemaElement): CellKind {
  if (logical?.type === 'DATE' || converted === 'DATE') {
    return { declared: 'time', text: (value) => dateText(value as number) }
  }
  if (logical?.type === 'TIME' || converted === 'TIME_MILLIS') {
    return { declared: 'text', text: (value) => clockText(value, 'MILLIS') }
  }
  const unsigned = converted?.startsWith('UINT') || (logical?.type === 'INTEGER' && !logical.isSigned)
  return {
    declared: 'integer',
    text: unsigned ? (value) => String((value as number) >>> 0) : (value) => String(value),
  }
}

function int64({ logical_type: logical, converted_type: converted }: SchemaElement): CellKind {
  if (logical?.type === 'TIMESTAMP') {
    const { unit, isAdjustedToUTC } = logical
    return { declared: 'time', text: (value) => momentText(value, unit, isAdjustedToUTC) }
  }
  if (converted === 'TIMESTAMP_MILLIS' || converted === 'TIMESTAMP_MICROS') {
    const unit = converted === 'TIMESTAMP_MILLIS' ? 'MILLIS' : 'MICROS'
    return { declared: 'time', text: (value) => momentText(value, unit, true) }
  }
  if (logical?.type === 'TIME' || converted === 'TIME_MICROS') {
    const unit = logical?.type === 'TIME' ? logical.unit : 'MICROS'
    return { declared: 'text', text: (value) => clockText(value, unit) }
  }
  const unsigned = converted === 'UINT_64' || (logical?.type === 'INTEGER' && !logical.isSigned)
  return {
    declared: 'integer',
    text: unsigned ? (value) => String(BigInt.asUintN(64, value as bigint)) : (value) => String(value),
  }
}

/** Digits after the point; null where the column holds no decimals. */
function decimalScale({ logical_type: logical, converted_type, scale }: SchemaElement): number | null {
  if (logical?.type === 'DECIMAL') return logical.scale
  return converted_type === 'DECIMAL' ? (scale ?? 0) : null
}

/** A decimal as it is stored: a whole number, in bytes from the highest on, in two's complement. */
function unscaled(value: Primitive): bigint {
  if (!(value instanceof Uint8Array)) return BigInt(value)
  let whole = 0n
  for (const byte of value) whole = (whole << 8n) | BigInt(byte)
  return BigInt.asIntN(8 * value.length, whole)
}

function decimalText(value: bigint, scale: number): string {
  if (scale <= 0) return String(value)
  const digits = String(value < 0n ? -value : value).padStart(scale + 1, '0')
  const point = digits.length - scale
  return `${value < 0n ? '-' : ''}${digits.slice(0, point)}.${digits.slice(point)}`
}

/** NaN is what pandas and others keep for a missing number. */
function numberText(value: number): string {
  return Number.isNaN(value) ? '' : String(value)
}

/** The shortest text that is this number in single precision: 0.1, not 0.10000000149011612. */
function floatText(value: number): string {
  if (Number.isInteger(value) || !Number.isFinite(value)) return numberText(value)
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits))
    if (Math.fround(short) === value) return String(short)
  }
  return String(Number(value.toPrecision(9)))
}

function float16(bytes: Uint8Array): number {
  const bits = bytes[0] | (bytes[1] << 8)
  const sign = bits & 0x8000 ? -1 : 1
  const exponent = (bits >> 10) & 0x1f
  const fraction = bits & 0x3ff
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1024 + fraction) * 2 ** (exponent - 25)
}

function utf8(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')
}

function uuidText(bytes: Uint8Array): string {
  const hex = Buffer.from(bytes).toString('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}

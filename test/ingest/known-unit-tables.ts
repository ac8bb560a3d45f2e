import type { UnitTableMapping } from '../../src-main/contract/data.ts'
import { rowsOf } from './row-template.ts'

/** A table of one row a unit, and what a careful reader takes its columns for. */
export interface KnownUnitTable {
  readonly name: string
  readonly text: string
  readonly treatments: readonly string[]
  readonly outcomes: readonly string[]
  readonly rest?: Partial<Pick<UnitTableMapping, 'unit' | 'weight' | 'covariates'>>
}

export const knownUnitTables: readonly KnownUnitTable[] = [
  {
    name: 'an advertising test, its rows counted by pandas',
    text: rowsOf(
      ',user id,test group,converted,total ads,most ads day',
      '{n},10{n},{ad|psa},{False|True|False},{n},{Monday|Friday}',
    ),
    treatments: ['test group'],
    outcomes: ['converted'],
    rest: { unit: 'user id', covariates: ['total ads', 'most ads day'] },
  },
  {
    name: 'Cookie Cats',
    text: rowsOf(
      'userid,version,sum_gamerounds,retention_1,retention_7',
      '11{n},{gate_30|gate_40},{n},{False|True|True},{False|False|True}',
    ),
    treatments: ['version'],
    outcomes: ['retention_1', 'retention_7'],
    rest: { unit: 'userid' },
  },
  {
    name: 'Criteo',
    text: rowsOf('f0,f1,treatment,conversion,visit,exposure', '{n},1.{n},{0|1},{0|0|1},{0|1|1},{0|0|0|1}'),
    treatments: ['treatment'],
    outcomes: ['conversion', 'visit'],
    rest: { covariates: ['f0', 'f1'] },
  },
  {
    name: 'X5 RetailHero',
    text: rowsOf(
      'client_id,treatment_flg,target,first_issue_date,age,gender',
      '000{n},{0|1},{0|1|1},2017-08-{d} 15:40:00,{45|72|30},{F|M|F}',
    ),
    treatments: ['treatment_flg'],
    outcomes: ['target'],
    rest: { unit: 'client_id' },
  },
  {
    name: 'Lenta',
    text: rowsOf('group,response_att,age,gender,children', '{test|control},{0|1|0},{30|40|50},{M|F},{0|1|2}'),
    treatments: ['group'],
    outcomes: ['response_att'],
  },
  {
    name: 'telephone customers and an offer to keep them',
    text: rowsOf(
      'customerID,gender,tenure,MonthlyCharges,Retention offer,Churn',
      '75{n}-VHVEG,{F|M},{n},29.{n},{Yes|No|No},{No|Yes}',
    ),
    treatments: ['Retention offer'],
    outcomes: ['Churn'],
    rest: { unit: 'customerID', covariates: ['gender', 'tenure', 'MonthlyCharges'] },
  },
  {
    name: 'scores before and after',
    text: rowsOf(
      'subject_id,condition,pre_score,post_score,age',
      '{n},{treatment|control},{3|4|5},{4|5|7},{30|41}',
    ),
    treatments: ['condition'],
    outcomes: ['post_score'],
    rest: { unit: 'subject_id', covariates: ['pre_score', 'age'] },
  },
  {
    name: 'a voucher in words, decimal commas',
    text: rowsOf(
      'customer_no;monthly income;sessions last 30 days;received voucher;order value after',
      '{n};1.{n}00,50;{1|2|3};{ja|nein};{10,5|20,25}',
    ),
    treatments: ['received voucher'],
    outcomes: ['order value after'],
    rest: { unit: 'customer_no' },
  },
  {
    name: 'Chinese customers, what they did before beside what came after',
    text: rowsOf(
      '序号,客户编号,性别,年龄,近30天消费金额,是否发券,七日内是否下单,消费金额',
      '{n},KH{n},{男|女},{30|41},{10|20|30},{是|否},{是|否|否},"￥{1|2|3},200.00"',
    ),
    treatments: ['是否发券'],
    outcomes: ['七日内是否下单', '消费金额'],
    rest: { unit: '客户编号', covariates: ['性别', '年龄', '近30天消费金额'] },
  },
  {
    name: 'cars, whose weight weighs nothing',
    text: rowsOf('make,price,weight,foreign', 'AMC {n},{4|5}099,29{n}0,{Domestic|Foreign}'),
    treatments: [],
    outcomes: [],
    rest: { weight: undefined },
  },
]

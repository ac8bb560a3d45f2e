import type { PartNames } from './column-words.ts'
import { eventPartNames } from './event-part-names.ts'

/** What treatments and outcomes are called where the name alone says so. */
export const treatmentNames: PartNames = {
  names: [
    'treatment',
    'treat',
    'treated',
    'istreated',
    'treatmentgroup',
    'treatmentarm',
    'arm',
    'variant',
    'intervention',
    'campaign',
    'offer',
    'coupon',
    'promotion',
    'assigned',
    'testgroup',
    'abgroup',
    '处理',
    '处理组',
    '是否处理',
    '干预',
    '是否干预',
    '实验组',
    '实验分组',
    '是否发券',
    '优惠券',
  ],
  patterns: [
    /\b(treat|treated|treatment|intervention) (flg|flag|group|arm|indicator|status|assignment|assigned|id|type|ind)$/,
    /^(is|was|got|received|assigned|in) (treat|treated|treatment|intervention)$/,
    /^(test|ab|a b|experiment|experimental|exp|study) (group|arm|variant|bucket|cell)$/,
    /^(是否|有无|有没有)?(发放|发送|发|领取|领|收到|使用|用|享受|参加|参与|接受)(了|过)?(优惠券|优惠|券|红包|折扣|活动|促销|营销|干预|推送|培训|补贴|会员)/,
    /^(是否|有无)(处理|干预|触达|曝光|推送|促销|营销|实验|优惠)/,
  ],
}

/** Names that mean a treatment only where no column has a better one, and few values. */
export const treatmentHints: PartNames = {
  names: [
    'exposed',
    'exposure',
    't',
    'w',
    'condition',
    'version',
    'group',
    'bucket',
    'segment',
    'cohort',
    '分组',
    '组别',
    '版本',
  ],
  patterns: [
    /^treat(ed|ment)?\b/,
    /\b(received?|got|given|sent|saw|seen|shown|exposed|offered|has|had|used|joined|enrolled|opted|via)\b.*\b(coupons?|vouchers?|offers?|promos?|promotions?|discounts?|campaigns?|e ?mails?|mail|mailing|ads?|banners?|push|sms|notifications?|gifts?|messages?|training|programme?)\b/,
    /\b(coupon|voucher|offer|promo|promotion|campaign|e ?mail|mailing|ad|banner|push|sms|notification)s?( \w+)? (exposed|received|sent|seen|shown|flag|group|used)$/,
    /\b(coupon|voucher|offer|promo|promotion|campaign)$/,
  ],
  never: /\b(id|name|code|date|time|count|number|rate|amount|cost|days|hours?|total)\b/,
}

export const outcomeNames: PartNames = {
  names: [
    'outcome',
    'response',
    'responded',
    'converted',
    'conversion',
    'purchased',
    'bought',
    'spend',
    'spent',
    'revenue',
    'churn',
    'churned',
    'visit',
    'retained',
    '结果',
    '转化',
    '是否转化',
    '购买',
    '是否购买',
    '成交',
    '消费金额',
    '响应',
    '流失',
    '是否流失',
  ],
  patterns: [
    /\b(outcome|converted|conversions?|churn|churned|retention|retained|responded|responses?|purchased|bought)\b/,
    /^(post|after|follow ?up|final|end ?line) /,
    / (after|later|afterwards|follow ?up|post)$/,
    /是否(已|会)?(转化|购买|下单|成交|复购|流失|响应|点击|留存|续费|核销|付费|支付|到店)/,
    /^(转化|购买|下单|成交|复购|流失|响应|点击|留存|续费|核销)(了|率|金额|次数)?$/,
    /^(之后|后续|未来|活动后|实验后|处理后)/,
  ],
  never:
    /\b(pre|prior|past|previous|previously|last|before|history|historical|baseline|lag|lagged|days? (ago|before))\b|历史|过去|之前|以往|上个?(月|周|年)|近 ?\d|前 ?\d|最近/,
}

/** Names that mean an outcome only where no column has a better one, the most telling first. */
export const outcomeHints: PartNames = {
  names: ['y', 'target', 'label', 'result', 'sales', 're78', 'survived', '标签', '目标'],
  patterns: [/(消费|支付|成交|下单|购买)(金额|额|次数)$/, /\b(spend|spent|revenue|sales|profit|gmv)$/],
  never: outcomeNames.never,
}

export const unitNames: PartNames = {
  names: [...eventPartNames.user.names, 'id', 'unit', 'unitid', 'subject', 'subjectid', 'patientid', '编号'],
  patterns: [...eventPartNames.user.patterns, /\b(id|no|nr|number|key|uuid)$/, /(id|编号|编码|号)$/],
}

/** A table's rows counted or labelled, which R and pandas write before the first column. */
export const rowLabel = /^(row|index|rowid|rownumber|unnamed0|x|序号|行号|column1)$/

/** Not `weight` alone, which is as often that of a person or a parcel: estimates must not be weighted by it unasked. */
export const weightNames = new Set([
  'weights',
  'sampleweight',
  'samplingweight',
  'surveyweight',
  'caseweight',
  'pweight',
  'iptw',
  '权重',
  '样本权重',
])
export const clusterNames = new Set(['cluster', 'clusterid', '群组'])

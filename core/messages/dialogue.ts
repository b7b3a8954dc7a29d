/** What the desk says in a resident's chat, apart from answers and cases. */
import { type Danger, DANGERS, type Smalltalk } from '../answer/understand.ts'
import type { Choice, Outgoing } from '../channel.ts'
import type { Town } from '../town.ts'
import { gradeOf } from '../input/rating.ts'
import { meanwhile, PERHAPS_DANGER, sayDanger } from './danger.ts'
import { ANGRY_NO_MATTER, COMFORT, FEELING_SAYS } from './feeling.ts'
import type { Feeling } from '../answer/policy/feeling.ts'

const HUMAN: Choice = { label: '找工作人员', value: 'human' }
const REGISTER: readonly Choice[] = [
  { label: '登记，找工作人员', value: 'human' },
  { label: '不用了', value: 'never-mind' },
]

const WHAT = {
  own: '您自己的事，要请工作人员查。',
  report: '您反映的事，登记了就转给管的人去看。',
  person: '这件事要请工作人员去看、去查。',
  unknown: '这件事我答不准，不敢乱说。',
} as const

export const DIALOGUE = {
  welcome: (town: Town): Outgoing => ({
    text: `您好，这里是${town.name}人民政府的办事帮手。\n想问什么直接说，比如“办低保要什么材料”“去哪儿办残疾证”。\n答不了的，我给您找人，登记编号，按时答复。\n发“人工”找工作人员，发“进度”看办到哪一步。`,
    choices: [
      { label: '找工作人员', value: 'human' },
      { label: '我的办件', value: 'mine' },
    ],
  }),
  privacyLine: '（请不要发身份证号、银行卡号；发“隐私”看说明）',
  privacy: (town: Town): string =>
    `${town.authority}用您发来的话办您的事，只用这一个目的。\n不要发身份证号、银行卡号、病历；需要时工作人员会说清楚为什么。\n聊天原文最长保存一年，之后去掉能认出人的内容；办件按档案规定保存。\n发“我的资料”看我们留了您什么，发“忘记我”删除能认出您的内容（已办的案卷依法留存）。`,
  urgent: (danger: string | null, said = ''): string =>
    sayDanger(DANGERS.find((kind) => kind === danger) ?? 'unsure', said),
  /** Asked whether somebody is in danger, and what to do until that is known. */
  perhapsDanger: (m: Outgoing, danger: Danger | null = null, said = ''): Outgoing => ({
    ...m,
    text: [`${PERHAPS_DANGER}${meanwhile(danger, said)}`, m.text].filter((part) => part !== '').join('\n'),
    choices: [{ label: '有，就在现在', value: 'danger:now' }, { label: '没有', value: 'danger:none' }, ...(m.choices ?? [])],
  }), // prettier-ignore
  unclearAgain: (department: string | null): Outgoing => ({
    text: `我还是没弄准您问的是哪一件，不耽误您了。\n要不要登记给${department ?? '工作人员'}？您前面说的一起带上，有编号，按时答复您。`,
    choices: REGISTER,
  }),
  noDanger: '没事就好。接着说您的事。',
  urgentCase: (number: string, place: string): string => `同时已经通知镇里值班的人，编号 ${number}。${place}`,
  alarmGoesOn: (number: string): string => `您说的也转给值班的人了（${number}）。`,
  alarmHeard: (number: string): string =>
    `收到，已转给值班的人（${number}）。\n还没过去，就先打上面的电话，听接线的人说。`,
  alarmAsks: (says: string): string => `这个我说不准，别等我：打电话，接线的人一步一步教您。\n${says}`,
  alarmWhere: (number: string): string =>
    `跟接线的人说：哪个村、哪条街、旁边有什么显眼的。说不清也别挂电话，听他问一句答一句。\n您说的也转给值班的人了（${number}）。`,
  hungUp: '挂了就对了，他再打来也别接，别回。钱转出去过，马上打 110；拿不准，打反诈专线 96110 问。',
  alarmCalled: (number: string): string =>
    `好，打了就守着，电话别占线，叫人到路口接。人有变化，再打一遍告诉他们。\n您说的也转给值班的人了（${number}）。`,
  alarmEased: (number: string): string =>
    `见好也别大意：叫了的人让他们来看过再说；还没叫的，又重了马上打 120。\n已经告诉值班的人（${number}）。`,
  misheard: (danger: Danger | null, number: string): string =>
    danger === 'selfharm'
      ? `对不起，是我听岔了，值班的人那边也说明了（${number}）。\n心里难受的时候打 12356，白天黑夜都有人听。`
      : `对不起，是我听岔了，没有危险就好，值班的人那边也说明了（${number}）。\n真有急事，随时打 110、119、120。`,
  alarmStay: (number: string, other: boolean): string =>
    other
      ? `您说的已经转给值班的人（${number}）。\n人还没找着，打 110，说清他在哪儿、手机号、长什么样，警察能帮着找；找着了别让他一个人。吃了药、受了伤打 120。`
      : `我在。您说的已经转给值班的人（${number}）。\n先别一个人待着。打 12356，白天黑夜都有人听您慢慢说；撑不住了打 120。`,
  alarmOver: (number: string): string => `没事就好，已经告诉值班的人（${number}）。还有什么，接着说。`,
  comfort: (feeling: 'grief' | 'alone'): Outgoing => ({ text: COMFORT[feeling], choices: REGISTER }),
  felt: (feeling: Feeling, m: Outgoing): Outgoing => ({ ...m, text: `${FEELING_SAYS[feeling]}\n${m.text}` }),
  angryNoMatter: (feeling: Feeling): Outgoing => ({
    text: `${FEELING_SAYS[feeling]}\n${ANGRY_NO_MATTER}`,
    choices: REGISTER,
  }),
  /** `own`: a pending matter of their own; `report`: something to be seen to; `person`: one of both; else it is not known what. */
  handoff: (department: string | null, what: keyof typeof WHAT, elsewhere: string | null = null): Outgoing => ({
    text: `${elsewhere ? `${elsewhere}\n要镇里帮忙问、帮忙协调的，也可以登记。` : WHAT[what]}\n要不要登记给${department ?? '工作人员'}？登记后有编号，按时答复您。`,
    choices: REGISTER,
  }), // prettier-ignore
  handoffConduct: {
    text: '反映工作人员的事，他本人和他的科室看不到是您说的，由另外的人来查。\n要登记吗？有编号，15个工作日内答复您。不想留名，发“投诉”，开头写“匿名”。',
    choices: REGISTER,
  } as Outgoing,
  noneOfThese: '那您换个说法再问一句，比如什么事、给谁办。\n也可以登记给工作人员，有编号，按时答复您。',
  registerOrNot: REGISTER,
  describe: '请用一句话说说是什么事，我马上登记给工作人员。',
  describeComplaint:
    '请说说是什么事、什么时间、哪个科室或哪位工作人员。被投诉的人和科室看不到是您说的。\n不想留名，开头写“匿名”。',
  describeChallenge: '您对哪项公开的内容有疑问？请写一句话，5个工作日内答复。',
  nothing: '好的。想问别的，直接说就行。',
  noCases:
    '您还没有登记过办件。换了手机，或者在别处登记过的，把编号和查询码发来就能看。\n想问什么直接说，发“人工”找工作人员。',
  whose: '您这句是给哪一件的，还是新的事？点一下，或者回数字：',
  whoseOne: (number: string, about: string): string =>
    `您这句是说 ${number.slice(-4)}“${about}”那件，还是新的事？点一下，或者回数字：`,
  confirmWithdraw: (number: string, about: string): string =>
    `确定撤回 ${number} 吗？（${about}）撤了就不办了，以后还能再登记。`,
  confirmWords: (number: string, score: number): string =>
    `您是说给 ${number} 打 ${score} 分（${gradeOf(score)}），对吗？`,
  confirmScore: (number: string, score: number): string =>
    `您给 ${number} 打 ${score} 分（${gradeOf(score)}），对吗？对的话会有人回访您。`,
  notDone: '好的，没有动。想问别的，直接说就行。',
  sendHere: '可以，照片、PDF 直接发在这里，我放进您的办件。身份证、银行卡先不用拍，需要时工作人员会说。',
  whoSees:
    '您在这里说的话，只有办这件事的工作人员看得到，不会告诉被反映的人，也不公开您是谁。\n身份证号、银行卡号不用发。不想留名，发“投诉”，开头写“匿名”。',
  noHarm:
    '您反映的事，不影响您和家里人办别的事，被反映的人也看不到是谁说的。\n不想留名，开头写“匿名”。真有人为难您，打 12345，或者在这里告诉我。',
  onDevice: (web: boolean): string =>
    web
      ? '谁拿着这台手机打开这个网页，都看得到这里的话，关了网页也还在。\n怕人看见：发“忘记我”删掉，再清一下浏览记录。有危险直接打 110，不方便说话发短信到 12110。'
      : '谁拿着您的手机打开这个聊天，都看得到这里的话。\n怕人看见：发“忘记我”，再把手机上的这个聊天删掉。有危险直接打 110，不方便说话发短信到 12110。',
  ofOthers: '别人的姓名、电话、反映了什么，都不能告诉您；您的，也不告诉别人。\n您自己的事，直接说。',
  company: '我在呢，您慢慢说。\n想找人说说心里话，打 12356，白天黑夜都有人听。要镇里、村里的人去看看您，发“人工”。',
  comeBack: '好，您先忙。回来接着说就行，前面说的都给您留着。',
  keptOpen: '好，您先忙，这个申请给您留着。回来接着说手上有什么，或者发“提交”。',
  goesOn: (called: string): string => `好，接着说${called}。您往下问就行；要办，发“我要申请”；要找人，发“人工”。`,
  lost: '您慢慢说，一句也行：什么事、给谁办。\n不想打字的，点“登记”，工作人员来问您，有编号，按时答复。',
  confused: '没说清楚不要紧。我给您找工作人员，您大概说说就行，有编号，按时答复您。',
  hurry: (said: string): string => `您别急。\n${said}\n实在等不了，我给您找工作人员。`,
  hurryNoTopic: '您别急，先说说是什么事，我马上看；要找人，点一下面。',
  /** Said to whoever takes leave; nothing is offered again. */
  leave: {
    thanks: '不客气。还有事随时说。',
    goes: '好，您慢走。还有事随时说。',
    cross: '对不起，没答到您心里去。您歇歇；想让镇里的人直接回您，发“人工”就行，前面说的我都带上。',
  } as const,
  photo: (words: string): string => `发来照片 1 张${words ? `：${words}` : ''}`,
  goWell: '好，您慢走。还有事随时说。',
  applicationGoesOn: (called: string): string =>
    `（${called}的申请还开着：接着说手上有什么，或者发“提交”。不办了发“不办了”。）`,
  addedToStory: '记下了，登记的时候一起带上。要登记，点下面；还有要说的，接着说。',
  registeredJustNow: (number: string): string =>
    `您的事刚登记好，编号 ${number}，工作人员看得到您写的话，会在这里回您。\n还要补充什么，或者还有别的事，直接说。`,
  carried: '您前面说的一起带上了。',
  which: '您有几件在办，是哪一件？点一下，或者回数字：',
  why: '没解决的是哪一点？请说一句话，马上接着办。',
  whyThanks: '记下了，已经告诉负责的人，会有人回访您。',
  whichFile: '收到了。这是给哪一件的？点一下，或者回数字：',
  whyBad: '哪里不满意？请说一句话，5个工作日内有人回访您。',
  personal: (found: readonly string[]): string =>
    `您发来的${found.map((what) => (what === '姓名和病情' ? '姓名' : what)).join('、')}我遮住了，没有保存。办事要用时，工作人员会当面说，这里不用发。`,
  cannotRead: {
    voice: '这段语音没收到，请再说一遍；也可以打字，或者到窗口当面说。',
    sticker: '您好，想办什么事？直接打字说就行。',
    video: '我看不了视频，麻烦您打字说，照片可以发。',
    location: '我看不懂位置，麻烦您打字说是哪个村、什么事。',
    contact: '我看不了名片，麻烦您打字说。',
    unknown: '这条消息我看不懂，麻烦您打字说。',
  } as const,
  empty: '我没看到文字。想问什么直接说，比如“办低保要什么材料”。',
  file: '照片收到了。是给哪件事的？发“人工”登记给工作人员，或者先说要办什么。',
  fileHeld: '照片收到了，登记的时候一起带上。要登记，点下面找工作人员。',
  fileNoRoom: '文件暂时存不下，没有收下；文字照常能发。请过一两个小时再发一次，急用请直接把材料送到窗口。',
  fileLost: '这个文件没收下。只收照片、PDF、Word 和语音，单个不超过10MB，请换一个再发。',
  fileAdded: (number: string): string => `收到，已放进 ${number}。全部补完后发“已补齐”。`,
  /** `left`: characters that were not kept. */
  cut: (left: number): string =>
    `您写得很长，我看了开头和最后，中间的 ${left} 个字没有留下。\n要紧的话请分几条再发一遍，每条不超过 4000 字；或者到窗口当面说。`,
  cutStaff: '这条太长了（一条最多 4096 个字），没有照办。请分几条发，或者在网页工作台里写。',
  long: '您说得比较多，我先按最后的问题回答；不对的话发“人工”。',
  stale: '这个选项已经过期了。想问什么，重新说一遍就行。',
  urgentAgain: '值班的人已经接到您的消息了。先保证安全，电话随时能打。',
  slow: '您发得有点快，我歇一下再看。急事请发“人工”，或打 110、119、120。',
  thanks: '不客气。还有事随时说。',
  bye: '再见，有事随时来。',
  forget: '确定删除能认出您的内容吗？在办的事会先撤回，已办完的案卷依法留存。',
  /** Asked something instead of yes or no. */
  beforeSure: {
    forget:
      '删了以后，在办的事会撤回，办事的人也联系不到您了；以后想办，再来说就行。想等办完再删，先点“不删”。现在删吗？',
    withdraw: '撤了以后想办，随时能再登记，会是新的编号。拿不准就先不撤。现在撤吗？',
    score: '拿不准可以先不打分，过后发“评价”再打。现在这样打吗？',
  } as const,
  forgotten: (kept: readonly string[]): string =>
    `已删除能认出您的内容：聊天记录、照片、姓名和电话。${kept.length > 0 ? `办件档案（${kept.slice(0, 10).join('、')}${kept.length > 10 ? ` 等 ${kept.length} 件` : ''}）依法留存，里面登记的事由删不了。` : ''}以后再来，就当第一次见面。`,
  notYours: '没有找到这个编号，或者它不是您的。编号像 BS20261123-0007，可以核对一下再发。',
  binding: {
    unknown: '绑定码不对。请核对后再发：/bind 绑定码',
    used: '这个绑定码已经用过了，请管理员重新发一个。',
    expired: '这个绑定码过期了（24小时内有效），请管理员重新发一个。',
    locked: '试的次数太多了，请一小时后再试，或找管理员重新发绑定码。',
  } as const,
  notStaff: '这是工作人员用的命令。您想办什么事，直接说就行；找人请发“人工”。',
  groupOnly: '这里人多，只说公开的内容。您自己的事，请单独跟我说。',
  domestic: '这里不能收个人材料。请到镇窗口办，或者在镇里的微信、网页上申请；想先登记，发“人工”。',
  smalltalk: (kind: Smalltalk, town: Town): string =>
    ({
      greeting: `您好。想办什么事？直接说就行，比如“办低保要什么材料”。`,
      thanks: '不客气。还有事随时说。',
      bye: '再见，有事随时来。',
      who: `我是${town.name}的办事帮手，是程序，不是真人。政策按镇里公布的目录回答；要找真人，发“人工”。`,
      abuse: '让您着急了。您说说是什么事，我帮您找人办；发“人工”马上登记。',
      joke: '我只会办事，不太会聊天。想办什么，直接说。',
      empty: '我没看到文字。想问什么直接说。',
      office: `我在。想问几点上班、地方在哪、电话多少，直接说。`,
      more: '您说，想问哪件事？直接说就行。',
      safe: '没事就好。有事随时说。',
      unheard: '对不起，没答到您心里去。您再说一遍是什么事、给谁办；或者发“人工”，我给您找工作人员。',
      other: `这个我帮不上，${town.name}办事的事您直接说，我马上看。想跟人说，发“人工”。`,
    })[kind],
  offerHuman: HUMAN,
} as const

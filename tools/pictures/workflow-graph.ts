import { COMPENSATION, COMPENSATION_STEPS, FORWARD_STEPS, PARK_STEP, SagaEnd, SagaStep } from '../../src/contract/saga';

/** Points between the centres of two columns, and of two rows. */
const COLUMN = 158;
const ROW = 86;
/** Letters of a description in one line of a box, of the size that follows. */
const LINE = 19;
const BOX = 'width=1.85, height=0.9';
const END = 'width=1.85, height=0.5';

const STYLE = {
  text: 'shape=plaintext, style="", width=2.4, margin="0,0"',
  forward: `${BOX}, fillcolor="#fff3e4", color="#bc5a12"`,
  compensation: `${BOX}, fillcolor="#f7eefb", color="#7d3fa6"`,
  park: `${BOX}, fillcolor="#ffebe9", color="#cf222e"`,
  confirmed: `${END}, fillcolor="#e6f6ea", color="#1a7f37"`,
  ended: `${END}, fillcolor="#f0f2f5", color="#57606a"`,
  parked: `${END}, fillcolor="#ffebe9", color="#cf222e"`,
} as const;

interface Box {
  readonly name: string;
  readonly smallPrint?: string;
  readonly style: keyof typeof STYLE;
}

const LAST_COLUMN = Math.max(FORWARD_STEPS.length, COMPENSATION_STEPS.length) + 1;

/** The saga as a graph: the way forward in the first row, and one row for each outcome with its compensation. */
export function workflowGraph(): string {
  const outcomes = Object.entries(COMPENSATION).map(([outcome, { steps, end }]) => [
    caption(outcome, decidedBy(outcome)),
    ...steps.map(name => compensation(name)),
    ended(end),
  ]);
  const rows: readonly (readonly Box[])[] = [
    [caption('OrderPlaced', 'every order'), ...FORWARD_STEPS.map(forward), confirmed()],
    ...outcomes,
    [caption('payment pending', `decided by ${SagaStep.PAY}`), ended(SagaEnd.AWAITING_PAYMENT)],
    [caption('any other error', 'after retries'), park(), parked()],
  ];
  return [
    'digraph workflow {',
    '  graph [bgcolor="white", pad=0.2, splines=line, inputscale=72]',
    '  node [shape=box, style="filled,rounded", margin="0.02,0.06"]',
    '  node [fontname="Helvetica", fontsize=14, fontcolor="#1f2328"]',
    '  edge [color="#57606a", arrowsize=0.7]',
    ...rows.flatMap(drawRow),
    '}',
    '',
  ].join('\n');
}

/** One row. Its first box is in the first column, its last in the last one; a short row skips columns between. */
function drawRow(boxes: readonly Box[], row: number): string[] {
  const columnOf = (index: number) => (index === 0 ? 0 : LAST_COLUMN - (boxes.length - 1 - index));
  const nodes = boxes.map((box, index) => {
    const attributes = [`label="${labelOf(box)}"`, STYLE[box.style], at(columnOf(index), row)];
    return `  ${id(row, index)} [${attributes.join(', ')}]`;
  });
  return [...nodes, `  ${boxes.map((_, index) => id(row, index)).join(' -> ')}`];
}

const id = (row: number, index: number): string => `r${row}_${index}`;
/** The first column is a little wider than the others. */
const at = (column: number, row: number): string => `pos="${column === 0 ? -24 : column * COLUMN},${-row * ROW}!"`;
/** Lines end in what aligns them: to the left where there is no box, else to the middle. */
const labelOf = ({ name, smallPrint = '', style }: Box): string =>
  [name, ...wrap(smallPrint)].map(line => `${line}${style === 'text' ? '\\l' : '\\n'}`).join('');

const caption = (name: string, smallPrint: string): Box => ({ name, smallPrint, style: 'text' });
const confirmed = (): Box => ({ name: SagaEnd.CONFIRMED, style: 'confirmed' });
const ended = (name: string): Box => ({ name, style: 'ended' });
const parked = (): Box => ({ name: SagaEnd.PARKED, style: 'parked' });
const park = (): Box => ({ name: PARK_STEP.name, smallPrint: PARK_STEP.description, style: 'park' });

const forward = ({ name, description }: (typeof FORWARD_STEPS)[number]): Box =>
  ({ name, smallPrint: description, style: 'forward' });

function compensation(step: string): Box {
  const { name, description } = COMPENSATION_STEPS.find(one => one.name === step)!;
  return { name, smallPrint: description, style: 'compensation' };
}

function decidedBy(outcome: string): string {
  const steps = FORWARD_STEPS.filter(({ decides }) => (decides as readonly string[]).includes(outcome));
  return steps.length > 0 ? `decided by ${steps.map(({ name }) => name).join(', ')}` : 'at any step';
}

/** Words in lines of about the same length. */
function wrap(words: string): string[] {
  const lines: string[] = [];
  for (const word of words.split(' ').filter(Boolean)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= LINE) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

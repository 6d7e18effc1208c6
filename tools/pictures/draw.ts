import { instance } from '@viz-js/viz';

const FONTS = 'Helvetica, Arial, sans-serif';

/** Draws a graph in the DOT language, which gives all positions, as SVG: the same graph, the same bytes. */
export async function draw(graph: string): Promise<string> {
  const viz = await instance();
  return tidy(viz.renderString(graph, { format: 'svg', engine: 'neato' }));
}

/** A stand-alone SVG in pixels, without what differs between releases of Graphviz, or says nothing to a reader. */
function tidy(svg: string): string {
  return svg
    .replace(/<\?xml[\s\S]*?(?=<svg)/, '')
    .replace(/<!--[\s\S]*?-->\n/g, '')
    .replace(/<svg width="(\d+)pt" height="(\d+)pt"/, '<svg role="img" width="$1" height="$2"')
    .replace(/font-family="[^"]*"/g, `font-family="${FONTS}"`)
    .replace(/ xml:space="preserve"/g, '')
    .replace(/<g id="[^"]*" class="node">[\s\S]*?<\/g>/g, withSmallPrint);
}

const BIG = /font-size="14.00" fill="[^"]*"/g;
const SMALL = 'font-size="12.00" fill="#424a53"';

/** The first line of a node is its name; the lines below are smaller. */
function withSmallPrint(node: string): string {
  let line = 0;
  return node.replace(BIG, text => (++line === 1 ? text : SMALL));
}

// How the pictures of the demo's products were made: drawn here as SVG, printed by Chromium,
// packed by pngquant. Run it from the root of the repository after `make packages`:
//
//     node src/flows/konveksi/demo/pictures/draw.mjs

import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const require = createRequire(new URL("../../../../../web/package.json", import.meta.url));
const { chromium } = require("playwright-core");

const WIDTH = 640;
const HEIGHT = 480;
const COLOURS = 48;

/** A closed outline from its left half, which runs from the middle's top to its bottom. */
function whole(half) {
  const points = half.map(([word, ...numbers]) => ({ word, numbers }));
  const left = points.map(({ word, numbers }) => `${word}${numbers.join(" ")}`);
  const right = [];
  for (let at = points.length - 1; at > 0; at--) {
    const { word, numbers } = points[at];
    const to = points[at - 1].numbers.slice(-2);
    const back = word === "C" ? [numbers[2], numbers[3], numbers[0], numbers[1], ...to] : to;
    right.push(`${word}${back.map((it, place) => (place % 2 ? it : WIDTH - it)).join(" ")}`);
  }
  return `${left.join("")}${right.join("")}Z`;
}

const both = (drawn) => `${drawn}<g transform="translate(${WIDTH} 0) scale(-1 1)">${drawn}</g>`;
const fill = (d, colour, more = "") => `<path d="${d}" fill="${colour}" ${more}/>`;
const line = (d, colour, width = 2.5, more = "") =>
  `<path d="${d}" fill="none" stroke="${colour}" stroke-width="${width}" stroke-linecap="round" stroke-linejoin="round" ${more}/>`;
const stitch = (d, colour) => line(d, colour, 1.8, 'stroke-dasharray="6 5"');
const dot = (x, y, r, colour) => `<circle cx="${x}" cy="${y}" r="${r}" fill="${colour}"/>`;

const SHADE = "rgba(20,25,22,.13)";
const SHADE_2 = "rgba(20,25,22,.22)";
const LIGHT = "rgba(255,255,255,.2)";

let clips = 0;
/** A piece of cloth: its outline, what lies on it, and the edge around it. */
function cloth(d, colour, edge, on = "") {
  const id = `c${clips++}`;
  return (
    `<clipPath id="${id}"><path d="${d}"/></clipPath>${fill(d, colour)}` +
    `<g clip-path="url(#${id})">${on}</g>${line(d, edge, 3)}`
  );
}

/** What a garment lies on, and the shadow it throws. */
const ground = (paper, disc, shadow) =>
  `<rect width="${WIDTH}" height="${HEIGHT}" fill="${paper}"/>` +
  `<circle cx="320" cy="244" r="214" fill="${disc}"/>` +
  fill(shadow, "#2a2f2b", 'opacity=".13" transform="translate(9 13)"');

const TEE = [
  ["M", 320, 92],
  ["C", 296, 92, 276, 84, 266, 66],
  ["C", 242, 74, 214, 86, 196, 98],
  ["C", 174, 114, 146, 156, 122, 196],
  ["C", 140, 212, 168, 228, 192, 236],
  ["L", 218, 200],
  ["C", 222, 262, 220, 340, 212, 414],
  ["C", 246, 422, 284, 424, 320, 424],
];
const NECK = whole([
  ["M", 320, 92],
  ["C", 296, 92, 276, 84, 266, 66],
  ["C", 280, 60, 300, 58, 320, 58],
]);
const COLLAR = whole([
  ["M", 320, 112],
  ["C", 288, 112, 262, 98, 250, 72],
  ["L", 266, 66],
  ["C", 276, 84, 296, 92, 320, 92],
]);
const folds =
  both(
    fill("M218 200C230 250 232 330 226 424L196 424L204 200Z", SHADE) +
      fill("M196 98C176 130 160 170 152 222L116 204L150 120Z", LIGHT),
  ) +
  fill("M420 250C404 300 372 330 330 352C372 346 404 336 424 316Z", SHADE) +
  fill("M222 330C250 362 282 380 316 388C276 388 240 376 218 360Z", SHADE);

const tee = (colour, edge, seam, on = "") =>
  cloth(
    whole(TEE),
    colour,
    edge,
    folds +
      both(line("M218 200C206 164 200 130 206 94", seam) + stitch("M132 184C150 200 176 214 200 222", seam)) +
      stitch("M206 402C280 414 360 414 434 402", seam) +
      on,
  ) + fill(NECK, seam) + fill(NECK, SHADE_2) + cloth(COLLAR, colour, edge);

const kaosSablon = () =>
  ground("#e6ece2", "#f1f4ec", whole(TEE)) +
  tee(
    "#fbf7ee",
    "#c9c1b0",
    "#d8d0c0",
    dot(320, 210, 58, "#e9a23b") +
      fill("M250 262L296 196L322 232L344 204L392 262Z", "#0d6b5f") +
      fill("M296 196L310 216L300 222L290 214L282 217Z", "#fbf7ee") +
      line("M256 280C272 272 284 288 300 280C316 272 328 288 344 280C360 272 372 288 386 280", "#c4573a", 5) +
      line("M268 298C284 290 294 306 310 298C326 290 338 306 354 298", "#c4573a", 5),
  );

const kaosPolos = () => {
  const behind = (colour, edge, turn, x) =>
    `<g transform="translate(${x} 8) rotate(${turn} 320 250)">${tee(colour, edge, edge)}</g>`;
  return (
    ground("#f1e6d8", "#f8f0e4", "M0 0") +
    `<g transform="translate(32 26) scale(.9)">` +
    behind("#d9a441", "#b78227", -9, -84) +
    behind("#5c7f8f", "#46636f", 9, 84) +
    fill(whole(TEE), "#2a2f2b", 'opacity=".14" transform="translate(7 10)"') +
    tee("#bf5b3e", "#984229", "#a84d32") +
    `</g>`
  );
};

const polo = () => {
  const green = "#1f6b5c";
  const dark = "#124a3f";
  const cream = "#f4ecd9";
  const wing = "M320 96C302 90 284 76 272 54C256 58 246 66 240 78C250 100 266 118 286 134C296 118 308 106 320 96Z";
  return (
    ground("#f3e3d8", "#f9eee6", whole(TEE)) +
    tee(
      green,
      dark,
      dark,
      both(fill("M122 196C140 212 168 228 192 236L200 224C174 216 148 200 130 184Z", cream)) +
        fill("M300 96H340V216C340 220 337 223 333 223H307C303 223 300 220 300 216Z", "#246f60") +
        line("M300 110V216C300 220 303 223 307 223H333C337 223 340 220 340 216V110", dark, 2) +
        dot(320, 142, 5, cream) +
        dot(320, 172, 5, cream) +
        dot(320, 202, 5, cream) +
        fill("M384 168l6 12 13 2-9.500 9 2.200 13-11.700-6-11.700 6 2.200-13-9.500-9 13-2z", "#e9b44c"),
    ) +
    fill("M272 54C288 46 352 46 368 54L340 96H300Z", dark) +
    both(fill(wing, green) + line(wing, dark, 3) + line("M246 80C256 98 270 114 287 127", cream, 3.5))
  );
};

const SHIRT = [
  ["M", 320, 86],
  ["L", 268, 62],
  ["C", 240, 70, 210, 82, 190, 98],
  ["C", 172, 116, 142, 170, 124, 214],
  ["C", 144, 228, 170, 240, 196, 246],
  ["L", 218, 206],
  ["C", 220, 268, 216, 342, 210, 416],
  ["C", 240, 428, 290, 428, 320, 422],
];
const kemeja = () => {
  const khaki = "#c2a878";
  const edge = "#8f7748";
  const wing = "M320 100L276 56C262 60 252 66 246 74L278 136Z";
  const pocket =
    fill("M232 176H290V240L261 252L232 240Z", "#b99e6d") +
    line("M232 176H290V240L261 252L232 240Z", edge, 2.2) +
    fill("M229 170H293V190L261 202L229 190Z", "#c8af81") +
    line("M229 170H293V190L261 202L229 190Z", edge, 2.2) +
    dot(261, 190, 4, "#6d5730");
  return (
    ground("#dfe6e9", "#ecf1f3", whole(SHIRT)) +
    cloth(
      whole(SHIRT),
      khaki,
      edge,
      folds +
        both(
          line("M218 206C206 168 198 130 204 92", edge) +
            stitch("M132 202C152 216 176 226 200 231", edge) +
            pocket +
            fill("M204 92L262 70L268 84L214 108Z", "#b99e6d") +
            line("M204 92L262 70L268 84L214 108Z", edge, 2) +
            dot(216, 99, 3.5, "#6d5730"),
        ) +
        fill("M304 96H336V430H304Z", "#c8af81") +
        line("M304 96V430M336 96V430", edge, 2) +
        [126, 176, 226, 276, 326, 376].map((y) => dot(320, y, 5, "#6d5730")).join("") +
        `<rect x="352" y="152" width="54" height="13" rx="2" fill="#2f3a36"/>` +
        line("M360 158.500H398", "#e9d9a8", 3),
    ) +
    fill("M276 56C290 48 350 48 364 56L330 104H310Z", "#8f7748") +
    both(fill(wing, "#c8af81") + line(wing, edge, 3))
  );
};

const JACKET = [
  ["M", 320, 60],
  ["C", 296, 60, 276, 58, 262, 64],
  ["C", 236, 72, 208, 84, 190, 104],
  ["C", 164, 150, 136, 270, 122, 352],
  ["C", 138, 366, 160, 372, 180, 370],
  ["L", 214, 240],
  ["C", 216, 300, 212, 360, 208, 424],
  ["C", 240, 432, 290, 432, 320, 432],
];
const jaket = () => {
  const navy = "#29405e";
  const edge = "#1a2b42";
  const gold = "#e3ac3f";
  return (
    ground("#f4ead0", "#faf3e2", whole(JACKET)) +
    cloth(
      whole(JACKET),
      navy,
      edge,
      both(
        fill("M262 60C236 72 208 84 186 104L164 160C210 176 268 182 320 182V60Z", "#34507a") +
          line("M160 166C206 182 266 188 320 188", gold, 6) +
          fill("M214 240C228 300 228 360 224 432L196 432L204 240Z", SHADE) +
          line("M214 240C206 190 200 150 204 98", edge) +
          fill("M118 332C138 346 162 352 188 350L182 378L112 368Z", edge) +
          line("M124 346L122 362M138 352L136 368M152 356L151 370M166 357L166 372", "#3c5678", 2.5) +
          line("M236 346L268 290", edge, 7) +
          line("M236 346L268 290", gold, 2.2) +
          fill("M200 404H320V440H200Z", edge) +
          line("M222 408V430M240 410V432M258 411V433M276 412V434M294 412V434", "#3c5678", 2.5),
      ) +
        fill("M360 232C352 262 340 286 330 300V340C348 312 366 276 376 236Z", SHADE) +
        line("M320 96V436", "#0f1a29", 9) +
        line("M320 96V436", "#c9ced6", 3, 'stroke-dasharray="3 4"') +
        `<rect x="314" y="118" width="12" height="22" rx="4" fill="#c9ced6"/>` +
        `<circle cx="384" cy="226" r="19" fill="${gold}"/><circle cx="384" cy="226" r="12.500" fill="none" stroke="${navy}" stroke-width="2.500"/>` +
        line("M378 226l4.500 5 8-9", navy, 3),
    ) +
    fill("M262 64C270 92 296 104 320 104C344 104 370 92 378 64C360 42 280 42 262 64Z", "#14213433") +
    fill("M262 64C266 48 280 40 320 40C360 40 374 48 378 64C360 54 280 54 262 64Z", "#1a2b42") +
    both(fill("M262 64C262 88 284 108 316 114V96C294 90 278 78 274 58Z", "#34507a") +
      line("M262 64C262 88 284 108 316 114V96C294 90 278 78 274 58Z", edge, 2.5))
  );
};

const hoodie = () => {
  const body = "#8d9a6d";
  const edge = "#65713f";
  const hood =
    "M320 36C270 36 240 62 236 98C240 122 268 142 320 150C372 142 400 122 404 98C400 62 370 36 320 36Z";
  const inside = "M320 56C286 56 262 74 260 100C270 122 292 134 320 140C348 134 370 122 380 100C378 74 354 56 320 56Z";
  return (
    ground("#e9e3ee", "#f3eff6", whole(JACKET)) +
    cloth(
      whole(JACKET),
      body,
      edge,
      both(
        fill("M214 240C230 300 230 360 226 432L196 432L204 240Z", SHADE) +
          line("M214 240C206 190 200 150 204 98", edge) +
          fill("M116 330C138 346 162 352 190 350L184 378L110 368Z", "#7c8a5b") +
          line("M128 344L124 364M144 350L141 369M160 353L158 371M174 354L174 371", edge, 2) +
          fill("M200 404H320V440H200Z", "#7c8a5b") +
          line("M218 408V430M236 410V432M254 411V433M272 412V434M290 412V434M308 412V434", edge, 2) +
          fill("M248 300H320V388H226L234 340Z", "#97a577") +
          line("M320 300H248L234 340", edge, 2.5) +
          line("M226 388H320", edge, 2.5) +
          stitch("M254 307L242 342", edge),
      ) + fill("M390 210C384 250 368 276 344 292C376 284 396 268 404 244Z", SHADE),
    ) +
    cloth(hood, body, edge, both(fill("M236 60C224 100 250 140 320 152L320 160H220Z", SHADE))) +
    cloth(inside, "#5b673b", edge, fill("M260 100C280 70 360 70 380 100C360 86 280 86 260 100Z", SHADE_2)) +
    both(line("M300 134C296 164 294 186 296 214", "#f4ecd9", 4.5) + line("M296 214V228", "#f4ecd9", 7))
  );
};

const olahraga = () => {
  const blue = "#2d6a9f";
  const edge = "#1d4a72";
  const shorts = whole([
    ["M", 320, 308],
    ["L", 236, 308],
    ["C", 226, 350, 218, 396, 214, 440],
    ["C", 242, 448, 276, 450, 304, 446],
    ["L", 320, 372],
  ]);
  return (
    ground("#f2dfd9", "#f9ece7", "M0 0") +
    `<g transform="translate(0 0)">${fill(shorts, "#2a2f2b", 'opacity=".13" transform="translate(9 12)"')}` +
    cloth(
      shorts,
      "#f4f1ea",
      "#c8c2b4",
      both(
        fill("M236 308C226 350 218 396 210 446L232 450C236 400 242 350 250 308Z", blue) +
          fill("M236 308H320V322H236Z", "#dcd6c8") +
          line("M320 322V372", "#c8c2b4", 2.5) +
          fill("M320 372L300 330C304 380 300 420 304 446Z", SHADE),
      ) + line("M314 318C306 330 306 340 308 350M326 318C334 330 334 340 332 350", blue, 3.5),
    ) +
    `</g><g transform="translate(58 -8) scale(.82)">` +
    fill(whole(TEE), "#2a2f2b", 'opacity=".15" transform="translate(9 13)"') +
    tee(
      blue,
      edge,
      edge,
      both(
        fill("M218 200C222 262 220 340 210 430L240 430C246 350 244 262 232 176Z", "#f4f1ea") +
          fill("M122 196C140 212 168 228 192 236L204 220C180 212 154 196 134 178Z", "#f2b632") +
          fill("M196 98L266 66L274 80C244 92 222 104 204 122Z", "#25597f"),
      ) +
        `<text x="320" y="300" text-anchor="middle" font-family="Plus Jakarta Sans, Arial, sans-serif" font-weight="800" font-size="132" fill="#f4f1ea">10</text>` +
        fill("M300 140L320 134L340 140V158C340 170 330 176 320 180C310 176 300 170 300 158Z", "#f2b632"),
    ) +
    `</g>`
  );
};

const topi = () => {
  const mesh = Array.from({ length: 9 }, (_, at) => {
    const x = 400 + at * 17;
    return line(`M${x} 150C${x + 26} 190 ${x + 34} 250 ${x + 26} 320`, "#16453c", 2.2);
  }).join("");
  const rows = Array.from({ length: 11 }, (_, at) =>
    line(`M380 ${162 + at * 15}C440 ${150 + at * 16} 500 ${158 + at * 15} 560 ${172 + at * 13}`, "#16453c", 2.2),
  ).join("");
  const back = "M330 108C440 96 524 168 532 312C500 326 440 326 376 318Z";
  const front = "M334 106C232 104 164 186 160 304C226 330 320 334 392 318C396 226 376 142 334 106Z";
  const brim = "M160 296C112 306 70 334 62 366C60 384 84 388 112 380C196 358 296 352 372 366C390 368 396 352 392 318C320 334 226 326 160 296Z";
  return (
    ground("#dbe9e4", "#e9f2ef", "M0 0") +
    fill("M70 380C150 340 470 326 540 330C520 372 180 412 96 404C76 402 64 394 70 380Z", "#2a2f2b", 'opacity=".13"') +
    cloth(back, "#1f6b5c", "#124a3f", mesh + rows + fill("M330 108C380 150 396 230 390 326L360 326V108Z", SHADE)) +
    cloth(
      front,
      "#fbf7ee",
      "#c9c1b0",
      fill("M160 304C164 190 232 104 334 106C250 130 200 200 196 318Z", SHADE) +
        line("M334 106C290 150 270 230 276 332", "#d8d0c0", 2.5) +
        dot(300, 232, 46, "#c4573a") +
        line("M276 240C284 216 294 216 300 232C306 248 316 248 324 224", "#fbf7ee", 7),
    ) +
    cloth(brim, "#c4573a", "#984229", fill("M62 366C84 336 120 316 164 306L160 296L60 300Z", LIGHT) +
      stitch("M84 366C180 334 300 328 384 346", "#f0c3ae") +
      stitch("M112 346C196 324 300 318 388 332", "#f0c3ae")) +
    `<ellipse cx="336" cy="106" rx="13" ry="7" fill="#984229"/>`
  );
};

const pictures = {
  "kaos-sablon": kaosSablon,
  "kaos-polos": kaosPolos,
  polo,
  kemeja,
  jaket,
  hoodie,
  olahraga,
  topi,
};

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"],
});
const page = await browser.newPage({ viewport: { width: WIDTH, height: HEIGHT } });
for (const [name, draw] of Object.entries(pictures)) {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}">${draw()}</svg>`;
  await page.setContent(`<style>body{margin:0}svg{display:block}</style>${svg}`);
  const path = fileURLToPath(new URL(`${name}.png`, import.meta.url));
  writeFileSync(path, await page.screenshot());
  execFileSync("pngquant", ["--force", "--nofs", "--strip", "--speed", "1", "--output", path, String(COLOURS), path]);
}
await browser.close();

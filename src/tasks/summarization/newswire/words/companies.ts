import type { Draw } from "../draw.ts";
import { type Name, template } from "../grammar.ts";
import { lines, words } from "./list.ts";
import { surname } from "./people.ts";

/** A line of business: the names its firms bear, what they sell, what that is made from, where it is made. */
export interface Trade {
  readonly suffixes: readonly string[];
  readonly maker: string;
  readonly goods: readonly string[];
  readonly input: string;
  readonly site: string;
}

const stems = words(`
  Amber Anchor Apex Arrow Atlas Aurora Beacon Blue Bridge Bright Castle Cedar Copper Coral Crown Crystal Delta Eagle
  Echo Ember Falcon First Forest Frontier Global Golden Granite Green Harbour Heron Horizon Iron Island Ivory Jade
  Lantern Liberty Lion Maple Meridian Metro Modern Mountain National Noble Northern Ocean Olive Opal Orchard Orion
  Pacific Pearl Phoenix Pilot Pine Pioneer Polar Prime Quartz Raven Ridge River Royal Sapphire Scarlet Silver Solar
  Southern Sterling Summit Swift Tiger Titan Union Valley Vector Velvet Vista Willow Zenith
`);

const tradeLines = lines(`
  Foods Bakeries Kitchens | food producer | frozen meals, bread, breakfast cereal, baby food | wheat | bakery
  Motors Vehicles | carmaker | electric cars, delivery vans, small cars | steel | assembly plant
  Steel Metals | metals group | sheet steel, copper pipe, aluminium parts | iron ore | mill
  Airlines Airways | airline | holiday flights, business travel, cargo flights | fuel | repair base
  Energy Power | energy supplier | solar panels, heat pumps, natural gas | coal | power station
  Stores Markets | retailer | winter clothing, garden furniture, children's toys | cotton | warehouse
  Pharma Laboratories | drug maker | vaccines, allergy tablets, pain relief | chemicals | laboratory
  Software Systems | software company | security software, online payments, cloud storage | electricity | data centre
  Homes Builders | house builder | new homes, small flats, retirement homes | timber | building yard
  Shipping Lines | shipping company | container transport, ferry travel, cruise holidays | diesel | dock
  Brewery Drinks | drinks group | craft beer, fruit juice, bottled water | barley | bottling plant
  Hotels Resorts | hotel chain | city breaks, beach holidays, conference rooms | laundry | training centre
`);

const trades: readonly Trade[] = tradeLines.map((line) => {
  const [suffixes, maker, goods, input, site] = line.split(" | ");
  return { suffixes: words(suffixes!), maker: maker!, goods: goods!.split(", "), input: input!, site: site! };
});

/** Makers of devices, a trade apart: only they sell to the kinds that speak of devices. */
export const electronics: Trade = {
  suffixes: words("Devices Electronics Robotics Technologies Instruments Appliances"),
  maker: "electronics maker",
  goods: ["cameras", "robots", "speakers"],
  input: "silicon",
  site: "factory",
};

const shorts = new Map(
  [...trades, electronics].flatMap(({ maker }) => {
    const word = maker.split(" ").at(-1)!;
    return [[maker, template(`[the company|the firm|the ${word}]`)] as const];
  }),
);

export interface Company extends Trade {
  readonly name: Name;
}

/** Different firms of one trade: `Copper & Holt Foods`, from then on `the company`. */
export function companies(draw: Draw, number: number, trade: Trade = draw.pick(trades)): Company[] {
  return draw.several(stems, number).map((stem) => {
    const first = draw.chance(0.25) ? `${surname(draw)} & ${surname(draw)}` : stem;
    const full = `${first} ${draw.pick(trade.suffixes)}`;
    return { ...trade, name: { full, short: shorts.get(trade.maker)! } };
  });
}

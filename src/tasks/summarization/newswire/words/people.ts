import type { Draw } from "../draw.ts";
import type { Name } from "../grammar.ts";
import { words } from "./list.ts";

const firstNames = words(`
  Ada Adam Agnes Aisha Alan Alice Amara Amir Ana Andrei Anita Anton Asha Ben Bianca Boris Carla Carmen Cecil Chen Clara
  Colin Dana Daniel Daria David Deepa Dina Diego Edith Elena Eli Elsa Emil Emma Erik Esther Eva Farah Felix Fiona Frank
  Gita Gloria Grace Hana Harry Hassan Helen Hugo Ida Ines Ingrid Iris Ivan Jack Jana Jasper Joan Joel Jonas Jude Julia
  Kamal Karen Karl Kate Keiko Khalid Kofi Lara Laura Leila Lena Leo Linda Lucas Lucy Luis Maeve Malik Marco Maria Marta
  Max Maya Mei Milan Mina Mira Mona Nadia Naomi Neil Nia Nina Noah Nora Olga Oliver Omar Oscar Owen Paula Pedro Peter
  Petra Priya Rafael Rania Ravi Rita Robin Rosa Ruth Samir Sara Selma Simon Sofia Stella Sunil Tara Tessa Theo Thomas
  Tomas Uma Vera Victor Walter Wanda Yara Yusuf Zara Zoe
`);

const surnames = words(`
  Abbas Abbot Adeyemi Ahlberg Amadi Andersen Aoki Archer Ashby Asante Baines Baker Banerjee Barlow Becker Bell Bennett
  Berg Bianchi Bishop Blake Boateng Bondar Bose Bowen Brandt Brennan Brody Bruno Calder Carver Castro Chandra Chang
  Clarke Cole Conway Cooper Costa Crane Cross Dalton Danso Das Dawson Delgado Desai Diaz Doyle Drummond Dubois Duran
  Egan Ellis Eriksen Farrell Faulkner Fernandez Finch Fischer Fleming Flores Fonseca Foster Fraser Fuentes Gallo Garner
  Gibbs Gomez Gordon Grant Greene Griffin Gupta Haddad Hale Hansen Hardy Harper Hassan Hayes Herrera Hoffman Holloway
  Holt Hughes Hussain Ibarra Ito Iyer Jansen Jarvis Jensen Johal Kamara Kapoor Karim Kato Keane Keller Kemp Khan Kimura
  Klein Koh Kovac Kowal Kumar Lambert Larsen Lee Lennox Lim Lindgren Lopez Lowe Lund Mahmoud Malone Mancini Marsh
  Mbeki Medina Mehta Mendes Mercer Mishra Molina Monroe Moreau Morgan Mori Moss Murray Mwangi Nair Nakamura Navarro
  Ndiaye Nguyen Nolan Novak Obi Ochoa Okafor Oliveira Olsen Ortega Osei Page Park Patel Pereira Perez Petrov Pope
  Porter Quinn Rahman Ramos Rao Reyes Rhodes Riley Rivera Rojas Romano Rossi Rowe Salazar Sato Schmidt Sharma Shaw
  Silva Singh Sloane Soto Stone Suzuki Tanaka Tate Thorne Torres Tran Tucker Turner Vance Varga Vega Verma Vogel Wade
  Walsh Ward Weber West Weiss Wong Wyatt Yamada Yilmaz Young Zhang Zimmer
`);

/** Different people, no two of one surname: `Mara Holt`, from then on `Holt`. */
export function people(draw: Draw, count: number): Name[] {
  return draw
    .several(surnames, count)
    .map((surname) => ({ full: `${draw.pick(firstNames)} ${surname}`, short: surname }));
}

/** A surname alone, as firms and prizes bear it. */
export const surname = (draw: Draw): string => draw.pick(surnames);

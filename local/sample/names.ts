/** Invented names; none is a real client or person. */

const CLIENTS = [
  ...['Harborline Bank', 'Quillmark Insurance', 'Nordwind Logistics', 'Brightmoor Health'],
  ...['Sunfield Energy', 'Castellan Telecom', 'Velora Mobility', 'Ironbridge Manufacturing'],
  ...['Tallowby Retail', 'Pinecrest Utilities', 'Marlowe Travel', 'Lumenfield Media'],
];
const PROJECTS = [
  ...[
    'Instant payments',
    'Fraud detection',
    'Claims automation',
    'Policy portal',
    'Fleet telemetry',
    'Patient records',
  ],
  ...['Grid forecasting', 'Customer onboarding', 'Warehouse planning', 'Loyalty programme', 'Document archive'],
  ...['Pricing engine', 'Booking engine', 'Invoice matching'],
];
const STREAMS = ['core build', 'integration', 'data platform', 'run and change', 'test automation'];
const FIRST_NAMES = [
  ...['Amara', 'Bruno', 'Celia', 'Dario', 'Elif', 'Farid', 'Greta', 'Henrik', 'Ines', 'Jonas', 'Kaja', 'Luca', 'Mina'],
  ...['Nils', 'Olena', 'Pavel', 'Rosa', 'Stellan', 'Tomas', 'Uma', 'Viktor', 'Wanda', 'Yusuf', 'Zofia'],
];
const LAST_NAMES = [
  ...[
    'Almeida',
    'Bergstrom',
    'Czarnecki',
    'Dvorak',
    'Esposito',
    'Fischer',
    'Grabowska',
    'Halloran',
    'Ivanova',
    'Jansen',
  ],
  ...[
    'Kowalczyk',
    'Lindqvist',
    'Moreau',
    'Novak',
    'Okafor',
    'Petrov',
    'Quintero',
    'Rossi',
    'Santos',
    'Takeda',
    'Urban',
  ],
  ...['Valente', 'Weber'],
];

export function clientName(index: number): string {
  return numbered(CLIENTS, index);
}

export function projectName(index: number): string {
  return numbered(PROJECTS, index);
}

export function cwoName(project: string, index: number): string {
  return `${project}: ${STREAMS[index % STREAMS.length]}`;
}

export function personName(index: number): string {
  // The lists' lengths have no common divisor, so a pair comes back only after all the others.
  return `${FIRST_NAMES[index % FIRST_NAMES.length]} ${LAST_NAMES[(index * 7) % LAST_NAMES.length]}`;
}

/** Names in turn; when all are used, with a number behind. */
function numbered(names: readonly string[], index: number): string {
  const round = Math.floor(index / names.length);
  return `${names[index % names.length]}${round === 0 ? '' : ` ${round + 1}`}`;
}

/** Days of the calendar, as a pattern that RE2 and JavaScript read alike: an API server must refuse the 30th of February too. */

const leapYear = '(\\d\\d(0[48]|[2468][048]|[13579][26])|([02468][048]|[13579][26])00)';

/** `2027-01-31`. */
export const day = `(\\d{4}-((0[1-9]|1[0-2])-(0[1-9]|1\\d|2[0-8])|(0[13-9]|1[0-2])-(29|30)|(0[13578]|1[02])-31)|${leapYear}-02-29)`;

const whole = new RegExp(`^${day}$`);

export const isDay = (text: string): boolean => whole.test(text);

/** As the server counts; it judges the rest. */
export const PASSWORD_LENGTH_MIN = 15;

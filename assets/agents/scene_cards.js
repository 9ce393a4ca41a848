/** Drawing of a hand of Blackjack: the player's sum, the dealer's open card, and a usable ace. */

import { css } from "../explorer/theme.js";

function card(context, x, y, size, text, theme, colour) {
  const [width, height] = [size * 0.7, size];
  context.beginPath();
  context.roundRect(x - width / 2, y - height / 2, width, height, 6);
  context.fillStyle = css(theme.zero);
  context.fill();
  Object.assign(context, { strokeStyle: colour, lineWidth: 2 });
  context.stroke();
  context.fillStyle = theme.text;
  context.font = `600 ${Math.round(size * 0.34)}px sans-serif`;
  Object.assign(context, { textAlign: "center", textBaseline: "middle" });
  context.fillText(text, x, y);
  context.textBaseline = "alphabetic";
}

function blackjack(context, { width, height }, [player, ace, dealer, shown], { theme, words }) {
  const size = height * 0.5;
  const open = dealer === 1 ? "A" : String(dealer);
  context.fillStyle = theme.text;
  context.font = "600 13px sans-serif";
  context.textAlign = "center";
  context.fillText(words.say("hand_dealer"), width * 0.3, height * 0.12);
  context.fillText(words.say("hand_player"), width * 0.7, height * 0.12);
  card(context, width * 0.3, height * 0.45, size, shown ? String(shown) : open, theme, theme.quiet);
  card(context, width * 0.7, height * 0.45, size, String(player), theme, css(theme.above));
  context.fillStyle = theme.quiet;
  context.font = "12px sans-serif";
  if (shown) context.fillText(words.say("hand_sum"), width * 0.3, height * 0.85);
  if (ace) context.fillText(words.say("hand_ace"), width * 0.7, height * 0.85);
}

export const CARDS = { "Blackjack-v1": { ratio: 2, draw: blackjack } };

// An article's page: what rests on the words chosen, and every run of the quote one came for.
(() => {
  const panel = document.querySelector("[data-resting]");
  if (!panel) return;
  const marks = [...document.querySelectorAll(".cited mark")];
  const places = new Map(marks.map((mark, place) => [mark, place]));
  // A quote goes over marks that follow each other: from the one of its anchor on.
  const quotes = [...document.querySelectorAll(".cited .at")].map((anchor) => {
    const first = places.get(anchor.parentElement) ?? -1;
    return { fact: anchor.dataset.fact, first, behind: first + Number(anchor.dataset.runs) };
  });
  const factsOf = (place) => [...new Set(quotes
    .filter((each) => each.first <= place && place < each.behind)
    .sort((one, other) => (one.behind - one.first) - (other.behind - other.first))
    .map((each) => each.fact))];
  const marksOf = (fact) => quotes
    .filter((each) => each.fact === fact && each.first >= 0)
    .flatMap((each) => marks.slice(each.first, each.behind));
  const toldOf = (fact) => document.getElementById(`told-${fact}`);
  const dress = (name, elements) => {
    document.querySelectorAll(`.${name}`).forEach((each) => each.classList.remove(name));
    elements.forEach((each) => each && each.classList.add(name));
  };

  let opener = null;
  const close = () => {
    panel.hidden = true;
    dress("is-target", []);
    if (opener) opener.focus({ preventScroll: true });
    opener = null;
  };
  const entry = (fact) => {
    const told = toldOf(fact);
    const copy = told ? told.cloneNode(true) : document.createElement("li");
    copy.removeAttribute("id");
    copy.classList.remove("is-near");
    if (!told) {
      const link = document.createElement("a");
      link.href = `/facts/${fact}`;
      link.textContent = "A fact that is told on a further page";
      copy.append(link);
    }
    return copy;
  };
  const show = (name, facts, words) => {
    panel.querySelector("h2").textContent = name;
    panel.querySelector("[data-words]").textContent = words;
    panel.querySelector("[data-facts]").replaceChildren(...facts.map(entry));
    panel.hidden = false;
    panel.scrollTop = 0;
  };
  const reveal = (fact) => {
    const told = toldOf(fact);
    dress("is-near", [told]);
    const list = told && told.closest(".evidence-list");
    if (list && list.scrollHeight > list.clientHeight) {
      list.scrollTop += told.getBoundingClientRect().top - list.getBoundingClientRect().top - 80;
    }
  };

  // Arrival: the whole quote is marked, what rests on it is told.
  const arrive = () => {
    const anchor = location.hash.startsWith("#fact-") && document.getElementById(location.hash.slice(1));
    if (!anchor || !anchor.dataset.fact) return;
    const fact = anchor.dataset.fact;
    const runs = marksOf(fact);
    dress("is-target", runs);
    const { first, behind } = quotes.find((each) => each.fact === fact);
    show("The words behind it", [fact], marks.slice(first, behind).map((each) => each.textContent).join(""));
    reveal(fact);
    anchor.scrollIntoView();
  };
  addEventListener("hashchange", arrive);

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-close]")) close();
    const mark = event.target.closest(".cited mark");
    if (!mark || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const facts = factsOf(places.get(mark));
    opener = mark.querySelector("a");
    show(facts.length > 1 ? `${facts.length} rest on these words` : "What rests on these words", facts, mark.textContent);
    dress("is-target", marksOf(facts[0]));
    reveal(facts[0]);
    const hidden = mark.getBoundingClientRect().bottom + 24 - panel.getBoundingClientRect().top;
    if (hidden > 0) scrollBy(0, hidden);
    panel.focus({ preventScroll: true });
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !panel.hidden) close();
  });
  document.querySelector(".cited").addEventListener("mouseover", (event) => {
    const mark = event.target.closest("mark");
    if (mark) dress("is-near", factsOf(places.get(mark)).map(toldOf));
  });
  document.querySelector(".evidence-list").addEventListener("mouseover", (event) => {
    const told = event.target.closest(".resting-fact");
    if (told) dress("is-near", marksOf(told.id.slice("told-".length)));
  });
  arrive();
})();

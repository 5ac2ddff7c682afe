using Joulemark.Tokenizing;

namespace Joulemark.Workloads.Making;

/// <summary>
/// Makes text of an exact number of tokens. Tokenizers cut text before a space, so the tokens of words side by side are
/// the sum of each word's; where one does otherwise, <see cref="IsAdditive"/> says so and the end of a text is adjusted
/// until the count is right.
/// </summary>
internal sealed class PromptText
{
    private const string Anchor = "The river"; // what stands before a word whose tokens are counted
    private const int OpeningWords = 4;
    private const int FewestWords = 16;
    private readonly TextTokenizer _tokenizer;
    private readonly (string Text, int Tokens, (string Text, int Tokens)[] Words)[] _sentences;
    private readonly string[] _fillers; // words of one token
    private readonly string[] _openers; // of one token also at the start of a text, where no space stands before them
    private readonly string[] _random;

    /// <param name="tokenizer">What counts.</param>
    /// <param name="randomWords">True for words drawn from the whole vocabulary instead of sentences.</param>
    public PromptText(TextTokenizer tokenizer, bool randomWords)
    {
        _tokenizer = tokenizer;
        var anchor = tokenizer.Count(Anchor);
        int Tokens(string text) => tokenizer.Count($"{Anchor} {text}") - anchor;
        _sentences = [.. SourceText.Sentences.Select(s => (s, Tokens(s), s.Split(' ').Select(w => (w, Tokens(w))).ToArray()))];
        _fillers = [.. _sentences.SelectMany(s => s.Words).Where(w => w.Tokens == 1 && w.Text.All(char.IsAsciiLetterLower)).Select(w => w.Text).Distinct(StringComparer.Ordinal)];
        _openers = [.. _fillers.Where(w => w.Length > 2 && tokenizer.Count(w) == 1)];
        _random = randomWords ? [.. tokenizer.Pieces.Where(IsWord).Select(p => p[1..]).Where(w => Tokens(w) == 1).Distinct(StringComparer.Ordinal)] : [];
        if (randomWords && _random.Length < FewestWords)
            _random = _fillers;
        CanBeExact = _fillers.Length >= FewestWords;
        IsAdditive = CanBeExact && Enumerable.Range(1, 24).All(i => Check(i * i * 3));
    }

    /// <summary>False for a tokenizer without words of one token, such as one of single bytes: lengths are then near, not exact.</summary>
    public bool CanBeExact { get; }

    /// <summary>True where the tokens of a text are the sum of its words'.</summary>
    public bool IsAdditive { get; }

    /// <summary>Adds text of a number of tokens, begun by words that belong to the key alone.</summary>
    /// <param name="text">What it is added to, after a space where there is text already.</param>
    /// <param name="tokens">How many tokens it gets.</param>
    /// <param name="key">What the opening words and the rest are chosen by.</param>
    /// <param name="salt">What all of it is chosen by as well, the same for a whole task.</param>
    public void Add(PromptBuffer text, int tokens, long key, long salt)
    {
        var left = tokens;
        var random = Mixed.Of(key, salt);

        // The opening spells the key out in words: two texts differ from the first words on, so that a prefix cache finds
        // nothing in common. An odd factor shuffles the keys, and makes no two of them the same.
        if (_openers.Length >= FewestWords)
        {
            var number = unchecked(((uint)key ^ (uint)Mixed.Mix((ulong)salt)) * 2654435761u);
            for (var i = 0; i < OpeningWords && left > 0; i++)
            {
                text.Add(_openers[number % _openers.Length]);
                number = (uint)(number / _openers.Length);
                left--;
            }
        }

        if (_random.Length > 0)
        {
            for (; left > 0; left--)
                text.Add(_random[random.Next(_random.Length)]);
            return;
        }

        AddSentences(text, left, random);
    }

    /// <summary>Corrects the end of a whole text until it has the number of tokens; no more than a glance where tokens add up.</summary>
    public void Adjust(PromptBuffer text, int tokens)
    {
        if (IsAdditive || !CanBeExact)
            return;
        const int MostTries = 64;
        for (var tries = 0; tries < MostTries; tries++)
        {
            var have = _tokenizer.Count(text.ToString());
            if (have == tokens)
                return;
            if (have < tokens)
                text.Add(_fillers[(tries * 7) % _fillers.Length]);
            else
                text.RemoveLastWord();
        }
    }

    private static bool IsWord(string piece) => piece.Length is > 3 and < 16 && piece[0] == ' ' && piece.AsSpan(1).IndexOfAnyExceptInRange('a', 'z') < 0;

    private void AddSentences(PromptBuffer text, int left, Mixed random)
    {
        // All sentences in an order of the key's own before any comes again.
        var at = random.Next(_sentences.Length);
        var step = Step(ref random);
        for (var used = 1; left > 0; used++, at = (at + step) % _sentences.Length)
        {
            if (used % _sentences.Length == 0)
                step = Step(ref random);
            ref readonly var sentence = ref _sentences[at];
            if (sentence.Tokens <= left)
            {
                text.Add(sentence.Text);
                left -= sentence.Tokens;
                continue;
            }

            // The last sentence ends where the tokens do, filled up by words of one.
            foreach (ref readonly var word in sentence.Words.AsSpan())
            {
                if (word.Tokens > left)
                    break;
                text.Add(word.Text);
                left -= word.Tokens;
            }

            for (; left > 0 && _fillers.Length > 0; left--)
                text.Add(_fillers[random.Next(_fillers.Length)]);
            return;
        }
    }

    /// <summary>A step that visits every sentence before it comes back to the first.</summary>
    private int Step(ref Mixed random)
    {
        var step = 1 + random.Next(_sentences.Length - 1);
        while (GreatestCommonDivisor(step, _sentences.Length) != 1)
            step = (step % (_sentences.Length - 1)) + 1;
        return step;
    }

    private static int GreatestCommonDivisor(int a, int b) => b == 0 ? a : GreatestCommonDivisor(b, a % b);

    private bool Check(int tokens)
    {
        var text = PromptBuffer.OfThread();
        Add(text, tokens / 2, tokens, 1);
        Add(text, tokens - (tokens / 2), -tokens, 2);
        return _tokenizer.Count(text.ToString()) == tokens;
    }
}

using System.Globalization;
using System.Text;

namespace Joulemark.Workloads;

/// <summary>
/// A start value and one to three operations, applied strictly from left to right. The rules are those of the reference
/// models' card (models/README.md), which trained on the other part of the split.
/// </summary>
internal sealed record ArithmeticProblem(int Start, IReadOnlyList<ArithmeticStep> Steps)
{
    private const int Limit = 9999; // every running value lies in 0..Limit
    private const uint FnvOffset = 2166136261;
    private const uint FnvPrime = 16777619;
    private const string Operators = "+-*/";
    private static readonly string[] Ones =
    [
        "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
        "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
    ];

    private static readonly string[] Tens = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];

    /// <summary>The problem without its wording, e.g. <c>23+45*3-7</c>.</summary>
    public string Canonical => Start.ToString(CultureInfo.InvariantCulture) + string.Concat(Steps.Select(s => s.ToString()));

    /// <summary>True for the test part. It depends on the problem alone, so no wording of a test problem was trained on.</summary>
    public bool IsTest => Fnv1a(Canonical) % 10 == 0;

    /// <summary>The final value.</summary>
    public int Answer => Steps.Aggregate(Start, (value, step) => step.Apply(value, Limit)!.Value);

    /// <summary>Draws a problem of the test part.</summary>
    public static ArithmeticProblem DrawTest(Random random)
    {
        while (true)
        {
            if (Draw(random) is { IsTest: true } problem)
                return problem;
        }
    }

    /// <summary>Asks the problem in words and digits, in one of two templates.</summary>
    public string Ask(Random random)
    {
        var starting = random.Next(2) == 0;
        var text = new StringBuilder(starting ? "Start with " : "What is ").Append(Write(Start, random));
        for (var i = 0; i < Steps.Count; i++)
        {
            if (starting)
                text.Append(", ").Append(Steps[i].Order);
            else
                text.Append(i > 0 ? ", then " : " ").Append(Steps[i].Question);
            text.Append(' ').Append(Write(Steps[i].Operand, random));
        }

        return text.Append(starting ? ". What is the result?" : "?").ToString();
    }

    /// <summary>FNV-1a, 32 bit, over the ASCII bytes.</summary>
    internal static uint Fnv1a(string text) => text.Aggregate(FnvOffset, (hash, c) => unchecked((hash ^ (byte)c) * FnvPrime));

    /// <summary>English words for 1 to 999.</summary>
    internal static string InWords(int number)
    {
        if (number >= 100)
            return $"{Ones[(number / 100) - 1]} hundred" + (number % 100 > 0 ? $" and {InWords(number % 100)}" : "");
        if (number < 20)
            return Ones[number - 1];
        return Tens[(number / 10) - 2] + (number % 10 > 0 ? $"-{Ones[(number % 10) - 1]}" : "");
    }

    private static ArithmeticProblem Draw(Random random)
    {
        var count = random.Next(100) switch { < 20 => 1, < 60 => 2, _ => 3 };
        var start = DrawNumber(random);
        var value = start;
        var steps = new List<ArithmeticStep>(count);
        while (steps.Count < count)
        {
            var op = Operators[random.Next(Operators.Length)];
            var step = new ArithmeticStep(op, op is '+' or '-' ? DrawNumber(random) : DrawFactor(random));
            if (step.Apply(value, Limit) is { } result)
            {
                steps.Add(step);
                value = result;
            }
        }

        return new ArithmeticProblem(start, steps);
    }

    private static int DrawNumber(Random random) => random.Next(2) == 0 ? random.Next(1, 100) : random.Next(100, 1000);

    private static int DrawFactor(Random random) => random.Next(5) > 0 ? random.Next(2, 10) : random.Next(10, 100);

    private static string Write(int number, Random random) =>
        random.Next(2) == 0 ? InWords(number) : number.ToString(CultureInfo.InvariantCulture);
}

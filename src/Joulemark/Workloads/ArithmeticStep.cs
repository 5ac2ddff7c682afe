using System.Globalization;

namespace Joulemark.Workloads;

/// <summary>One operation of an arithmetic problem.</summary>
internal sealed record ArithmeticStep(char Operator, int Operand)
{
    /// <summary>The operation as a question says it.</summary>
    public string Question => Operator switch { '+' => "plus", '-' => "minus", '*' => "times", _ => "divided by" };

    /// <summary>The operation as an order says it.</summary>
    public string Order => Operator switch { '+' => "add", '-' => "subtract", '*' => "multiply by", _ => "divide by" };

    /// <summary>The next running value; null where it would leave 0 to the limit, or not be whole.</summary>
    public int? Apply(int value, int limit)
    {
        if (Operator == '/')
            return value % Operand == 0 ? value / Operand : null;
        var result = Operator switch { '+' => value + Operand, '-' => value - Operand, _ => value * Operand };
        return result >= 0 && result <= limit ? result : null;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Operator}{Operand}");
}

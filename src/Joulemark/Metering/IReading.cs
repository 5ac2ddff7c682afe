namespace Joulemark.Metering;

/// <summary>One number of one device, kept open: opening it for each reading would cost more than the reading itself.</summary>
internal interface IReading : IDisposable
{
    /// <summary>Joules or watts now; null when the read failed or gave no number.</summary>
    double? Read();
}

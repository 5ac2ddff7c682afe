namespace Joulemark.Metering;

/// <summary>A meter whose reading can be broken off from outside, so that it need not be left to itself when it hangs at the end.</summary>
internal interface IInterruptibleMeter : IMeter
{
    /// <summary>Makes a reading that is under way on another thread end soon. Never throws.</summary>
    void Interrupt();
}
